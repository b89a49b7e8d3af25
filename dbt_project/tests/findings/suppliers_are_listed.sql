-- A returned row is a supplier that supplier_providers does not list and whose payments are, to the
-- penny, what is due to one provider. Its lines count as that provider's. To do: add the supplier
-- to supplier_providers, with this provider or with none.
select * from {{ ref('int_suppliers_inferred') }}
where payee_id not like 'account %' and provider_id not like 'placement %'
