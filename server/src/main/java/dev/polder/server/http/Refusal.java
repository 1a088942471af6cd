package dev.polder.server.http;

import dev.polder.core.access.Principal;
import dev.polder.core.problem.Code;
import java.util.Optional;

/**
 * A request that was refused.
 *
 * @param principal empty when nobody is known
 * @param from the address that it came from
 * @param route such as {@code GET /v1/users/{user}}; {@code GET *} when it was refused before a route was looked for
 * @param path as it was asked for, without its query
 * @param code empty when the route has its own form of refusals
 * @param problem for people; empty under the same condition
 */
public record Refusal(
        Optional<Principal> principal,
        String from,
        String route,
        String path,
        Optional<Code> code,
        Optional<String> problem) {}
