/** The program around the Kafka broker that Polder runs as a child process. Imports Kafka's server; nothing imports it. */
package dev.polder.broker;
