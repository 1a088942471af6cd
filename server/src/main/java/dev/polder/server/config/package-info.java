/**
 * The server's configuration: one YAML file, {@code polder.yaml}, a record per component, and everything embedded on loopback
 * where the file is silent. Imports {@code core}; opens nothing but the file.
 */
package dev.polder.server.config;
