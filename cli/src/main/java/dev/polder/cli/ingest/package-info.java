/**
 * {@code polder ingest}: cuts files into chunks of whole records and sends them one by one, so that it can stop anywhere and
 * go on later without sending a record twice.
 */
package dev.polder.cli.ingest;
