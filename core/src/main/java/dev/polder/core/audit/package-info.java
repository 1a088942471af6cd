/** What is kept of every decision, change, query and login. */
package dev.polder.core.audit;
