create table word (text nonsense);
