create table sentence (text text not null);
