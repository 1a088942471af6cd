/** PostgreSQL: where it is, its connection pool, its migrations, its locks. */
package dev.polder.server.database;
