/**
 * The contract gate: bytes in, verdict and Avro out.
 *
 * <p>A {@link dev.polder.gate.RecordReader} cuts a body into {@link dev.polder.gate.RawRecord}s in bounded memory; a
 * {@link dev.polder.gate.ContractGate}, compiled once per contract, judges each and says {@link
 * dev.polder.gate.Verdict.Accepted} with the record's Avro, or {@link dev.polder.gate.Verdict.Refused} with every reason.
 * Imports {@code core}, Jackson's streaming parser, Avro's schemas and RE2/J.
 */
package dev.polder.gate;
