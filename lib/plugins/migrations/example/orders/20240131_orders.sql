-- migrate:up
CREATE TABLE "orders" (id BIGINT PRIMARY KEY, note TEXT DEFAULT 'DROP TABLE is only text here; so is this');

-- migrate:down
DROP TABLE "orders";
