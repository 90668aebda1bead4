create index tickets_by_state on tickets (state);
