/**
 * Records that the gate refused, and how they get well. A dead letter lies on its port's dead-letter topic, which is the truth
 * about it; what becomes of it, replayed or discarded, is noted there too. PostgreSQL holds an index over the topics that can be
 * made anew from them. May import: gate, ingest's port lookup, database, http, mesh.
 */
package dev.polder.server.deadletters;
