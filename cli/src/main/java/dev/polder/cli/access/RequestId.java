package dev.polder.cli.access;

import dev.polder.client.AccessClient;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import picocli.CommandLine.Parameters;

/** The request that a command is about. */
final class RequestId {
    private static final Pattern WHOLE = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final Pattern BEGINNING = Pattern.compile("[0-9a-f][0-9a-f-]{3,35}");
    private static final String LIST = "Take it from: polder access list";

    @Parameters(
            index = "0",
            paramLabel = "ID",
            description = "The request, which has the id of its grant; its first characters will do.")
    private String id;

    /** The whole id: what was given, or that of the one request that one may see whose id begins so. */
    UUID of(AccessClient access) {
        String word = id.strip().toLowerCase(Locale.ROOT);
        if (WHOLE.matcher(word).matches()) {
            return UUID.fromString(word);
        }
        if (!BEGINNING.matcher(word).matches()) {
            throw new PolderException(Code.USAGE, "'" + id + "' is no id of a request for access", LIST);
        }
        List<UUID> found = access.list(Map.of()).stream()
                .map(request -> RequestView.text(request, "id"))
                .filter(other -> other.startsWith(word))
                .map(UUID::fromString)
                .toList();
        if (found.size() != 1) {
            throw new PolderException(
                    found.isEmpty() ? Code.NOT_FOUND : Code.USAGE,
                    found.isEmpty()
                            ? "You see no request for access whose id begins with '" + word + "'"
                            : found.size() + " requests for access have ids that begin with '" + word + "'",
                    LIST);
        }
        return found.get(0);
    }
}
