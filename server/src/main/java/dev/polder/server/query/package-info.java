/** {@code POST /v1/queries}: governed SQL over HTTP, its answer streamed as JSON, NDJSON or CSV. */
package dev.polder.server.query;
