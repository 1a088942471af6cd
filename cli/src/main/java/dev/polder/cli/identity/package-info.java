/** Commands about who is there: logging in, users, teams, tokens. */
package dev.polder.cli.identity;
