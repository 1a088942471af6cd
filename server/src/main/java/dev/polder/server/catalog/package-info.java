/**
 * The Iceberg catalog of the mesh: table pointers in PostgreSQL, metadata and data below the warehouse directory, served
 * to any engine as an Iceberg REST catalog under {@code /iceberg}. Only the processing engine writes through it, so that
 * nothing is published past the gate and the quality rules.
 */
package dev.polder.server.catalog;
