ALTER TABLE billing_invoices ADD COLUMN paid_at TIMESTAMPTZ;
CREATE INDEX CONCURRENTLY billing_invoices_paid ON billing_invoices (paid_at);
