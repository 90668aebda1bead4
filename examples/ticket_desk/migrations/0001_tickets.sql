create table tickets (
    number integer primary key,
    sender text not null,
    subject text not null,
    state text not null default 'open'
);
