/**
 * The one Spark program: it lands the topics of output ports in their Iceberg tables exactly once, runs transforms, checks
 * quality rules and publishes. A <em>landing</em> is one offset range of one topic committed as one snapshot; a
 * <em>run</em> is one execution of a transform. What is to be done comes from the {@link dev.polder.process.ControlPlane}.
 *
 * <p>Imports Spark, Iceberg, Kafka, {@code core} and {@code gate}; nothing of the server.
 */
package dev.polder.process;
