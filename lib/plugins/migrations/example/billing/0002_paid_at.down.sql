ALTER TABLE billing_invoices DROP COLUMN paid_at;
