/**
 * The contract gate: bytes in, verdict and Avro out.
 *
 * <p>A {@link dev.polder.gate.RecordReader} cuts a body into {@link dev.polder.gate.RawRecord}s in bounded memory; a
 * {@link dev.polder.gate.ContractGate}, compiled once per contract, judges each and says {@link
 * dev.polder.gate.Verdict.Accepted} with the record's Avro, or {@link dev.polder.gate.Verdict.Refused} with every reason.
 * That validator over trees is the <em>reference</em>. For whole bodies, and for many records in a {@link
 * dev.polder.gate.RecordChecker}, the <em>engine</em> of {@code dev.polder.gate.fast} comes first: it accepts what it is sure of, to the
 * byte as the reference would, and leaves everything else to it.
 *
 * Imports {@code core}, Jackson's streaming parser, Avro's schemas and RE2/J.
 */
package dev.polder.gate;
