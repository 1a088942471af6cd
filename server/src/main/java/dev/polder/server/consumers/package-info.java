/**
 * Who reads topics with a Kafka client of their own: a SCRAM user per principal that asks for one, and access control lists on the
 * broker that are kept as decisions are. A user's rights are those of its principal at every moment; a decision with obligations gives
 * none, since a topic shows whole records.
 */
package dev.polder.server.consumers;
