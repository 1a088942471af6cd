/** Tables, YAML, CSV and colours: how the command line shows what it has. Imports {@code client.Json} only. */
package dev.polder.cli.render;
