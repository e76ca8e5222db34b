-- What an administrator does once, and needs a superuser for: three roles, the database, and the extension in it.
--     psql --variable=database=paragraf --file=- < setup.sql
-- The roles have no passwords yet. The owner makes and changes tables (paragraf store migrate) and rewrites them when
-- something is removed; the indexer writes what was read; the reader answers, and can change nothing.
\set ON_ERROR_STOP on
SELECT format('CREATE ROLE %I LOGIN', name)
FROM unnest(ARRAY['paragraf_owner', 'paragraf_indexer', 'paragraf_reader']) AS wanted (name)
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name)
\gexec
ALTER ROLE paragraf_reader SET default_transaction_read_only = on;
CREATE DATABASE :"database" OWNER paragraf_owner TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"database" TO paragraf_indexer, paragraf_reader;
\connect :"database"
CREATE EXTENSION vector;
