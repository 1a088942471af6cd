/** {@code polder demo}: the retail mesh filled with the operational records of a shop, made by the TPC-DS generator. */
package dev.polder.cli.demo;
