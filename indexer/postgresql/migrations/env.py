"""What Alembic runs the steps with: the connection that it is handed."""

from alembic import context

from indexer.postgresql.connection import SCHEMA

context.configure(
    connection=context.config.attributes["connection"], version_table_schema=SCHEMA, transaction_per_migration=True
)
with context.begin_transaction():
    context.run_migrations()
