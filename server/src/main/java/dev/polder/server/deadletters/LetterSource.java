package dev.polder.server.deadletters;

import dev.polder.core.name.PortId;

/**
 * One partition of one incarnation of a dead-letter topic.
 *
 * @param firstOffset the oldest that the topic still held when it was last looked at
 * @param nextOffset everything before it is in the index
 */
record LetterSource(int number, PortId port, String topicId, int partition, long firstOffset, long nextOffset) {}
