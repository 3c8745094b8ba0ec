create table word (text text not null);
