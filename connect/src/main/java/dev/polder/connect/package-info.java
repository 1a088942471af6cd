/**
 * Kafka Connect plug-ins: the gate as {@link dev.polder.connect.ContractConverter} and as {@link
 * dev.polder.connect.CheckRecord}. Imports {@code client}, {@code gate} and Connect's API.
 */
package dev.polder.connect;
