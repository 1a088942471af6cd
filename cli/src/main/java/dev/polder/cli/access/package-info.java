/** Asking for access and deciding about it. */
package dev.polder.cli.access;
