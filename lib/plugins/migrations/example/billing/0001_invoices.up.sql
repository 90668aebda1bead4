CREATE TABLE billing_invoices (
    id BIGINT PRIMARY KEY,
    order_id BIGINT NOT NULL,
    total NUMERIC(12, 2) NOT NULL
);
CREATE INDEX billing_invoices_order ON billing_invoices (order_id);
