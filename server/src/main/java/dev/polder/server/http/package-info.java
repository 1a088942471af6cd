/**
 * The HTTP edge: who may call, what a request and a refusal look like. Features implement {@link dev.polder.server.http.Routes};
 * everything about status codes, tokens and headers stays here.
 */
package dev.polder.server.http;
