/** Names and addresses: kebab-case in documents, snake_case in SQL, tables and topics. Imports {@code problem} only. */
package dev.polder.core.name;
