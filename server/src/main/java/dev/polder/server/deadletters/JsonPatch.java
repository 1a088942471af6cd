package dev.polder.server.deadletters;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A JSON Patch (RFC 6902). Its form is checked once, when it is read; whether its operations fit a document is found out when it
 * is applied.
 */
final class JsonPatch {
    private static final int MOST_OPERATIONS = 1000;

    /** Why a patch does not fit a document. */
    static final class DoesNotFit extends Exception {
        private static final long serialVersionUID = 1;

        DoesNotFit(String message) {
            super(message, null, false, false);
        }
    }

    private enum Kind {
        ADD,
        REMOVE,
        REPLACE,
        MOVE,
        COPY,
        TEST
    }

    private record Operation(Kind kind, List<String> path, List<String> from, JsonNode value, int number) {}

    private final List<Operation> operations = new ArrayList<>();

    /** @throws PolderException BODY_INVALID when it is not a patch */
    JsonPatch(JsonNode document) {
        if (!document.isArray()) {
            throw invalid("A JSON Patch is an array of operations", "Write it as [{\"op\": \"replace\", ...}]");
        }
        if (document.size() > MOST_OPERATIONS) {
            throw invalid(
                    "The patch has " + document.size() + " operations", "Use at most " + MOST_OPERATIONS + " of them");
        }
        for (JsonNode node : document) {
            operations.add(operation(node, operations.size() + 1));
        }
    }

    /**
     * Applies all operations, in order.
     *
     * @param document is changed, also when the patch does not fit in the end
     */
    JsonNode apply(JsonNode document) throws DoesNotFit {
        JsonNode result = document;
        for (Operation operation : operations) {
            result = apply(operation, result);
        }
        return result;
    }

    private static JsonNode apply(Operation operation, JsonNode document) throws DoesNotFit {
        return switch (operation.kind()) {
            case ADD -> add(document, operation.path(), operation.value().deepCopy(), operation);
            case REMOVE -> remove(document, operation.path(), operation);
            case REPLACE -> {
                find(document, operation.path(), operation);
                yield operation.path().isEmpty()
                        ? operation.value().deepCopy()
                        : replace(document, operation.path(), operation.value().deepCopy(), operation);
            }
            case MOVE -> {
                JsonNode moved = find(document, operation.from(), operation);
                if (operation.from().equals(operation.path())) {
                    yield document;
                }
                yield add(remove(document, operation.from(), operation), operation.path(), moved, operation);
            }
            case COPY ->
                add(
                        document,
                        operation.path(),
                        find(document, operation.from(), operation).deepCopy(),
                        operation);
            case TEST -> {
                if (!isEqual(find(document, operation.path(), operation), operation.value())) {
                    throw new DoesNotFit(name(operation) + " does not hold");
                }
                yield document;
            }
        };
    }

    private static JsonNode add(JsonNode document, List<String> path, JsonNode value, Operation operation)
            throws DoesNotFit {
        if (path.isEmpty()) {
            return value;
        }
        JsonNode parent = find(document, path.subList(0, path.size() - 1), operation);
        String last = path.get(path.size() - 1);
        if (parent instanceof ObjectNode object) {
            object.set(last, value);
        } else if (parent instanceof ArrayNode array) {
            array.insert(last.equals("-") ? array.size() : index(last, array.size(), operation), value);
        } else {
            throw new DoesNotFit(name(operation) + " points into what is no object or array");
        }
        return document;
    }

    private static JsonNode replace(JsonNode document, List<String> path, JsonNode value, Operation operation)
            throws DoesNotFit {
        JsonNode parent = find(document, path.subList(0, path.size() - 1), operation);
        String last = path.get(path.size() - 1);
        if (parent instanceof ObjectNode object) {
            object.set(last, value);
        } else {
            ArrayNode array = (ArrayNode) parent;
            array.set(index(last, array.size() - 1, operation), value);
        }
        return document;
    }

    private static JsonNode remove(JsonNode document, List<String> path, Operation operation) throws DoesNotFit {
        find(document, path, operation);
        if (path.isEmpty()) {
            throw new DoesNotFit(name(operation) + " would remove the whole record");
        }
        JsonNode parent = find(document, path.subList(0, path.size() - 1), operation);
        String last = path.get(path.size() - 1);
        if (parent instanceof ObjectNode object) {
            object.remove(last);
        } else {
            ((ArrayNode) parent).remove(index(last, parent.size() - 1, operation));
        }
        return document;
    }

    private static JsonNode find(JsonNode document, List<String> path, Operation operation) throws DoesNotFit {
        JsonNode at = document;
        for (String step : path) {
            Optional<JsonNode> next = Optional.empty();
            if (at instanceof ObjectNode object) {
                next = Optional.ofNullable(object.get(step));
            } else if (at instanceof ArrayNode array) {
                next = Optional.of(array.get(index(step, array.size() - 1, operation)));
            }
            at = next.orElseThrow(() -> new DoesNotFit(name(operation) + " points to what is not there"));
        }
        return at;
    }

    /** RFC 6901, section 4: no sign, no leading zero. */
    private static int index(String step, int most, Operation operation) throws DoesNotFit {
        if (!step.matches("0|[1-9]\\d{0,8}") || Integer.parseInt(step) > most) {
            throw new DoesNotFit(name(operation) + " points to a place that the array does not have");
        }
        return Integer.parseInt(step);
    }

    /** RFC 6902, section 4.6: numbers are equal by their value. */
    private static boolean isEqual(JsonNode one, JsonNode other) {
        return one.equals(
                (left, right) -> left.isNumber() && right.isNumber()
                        ? left.decimalValue().compareTo(right.decimalValue())
                        : left.equals(right) ? 0 : 1,
                other);
    }

    private static String name(Operation operation) {
        return "Operation " + operation.number() + " ("
                + operation.kind().name().toLowerCase(Locale.ROOT) + " /" + String.join("/", operation.path()) + ")";
    }

    private static Operation operation(JsonNode node, int number) {
        String where = "Operation " + number + " of the patch";
        Kind kind = Optional.ofNullable(node.get("op"))
                .filter(JsonNode::isString)
                .flatMap(op -> Arrays.stream(Kind.values())
                        .filter(candidate ->
                                candidate.name().toLowerCase(Locale.ROOT).equals(op.stringValue()))
                        .findFirst())
                .orElseThrow(() ->
                        invalid(where + " has no 'op' that is one", "Use add, remove, replace, move, copy or test"));
        List<String> path = pointer(node, "path", where);
        boolean hasFrom = kind == Kind.MOVE || kind == Kind.COPY;
        List<String> from = hasFrom ? pointer(node, "from", where) : List.of();
        boolean hasValue = kind == Kind.ADD || kind == Kind.REPLACE || kind == Kind.TEST;
        if (hasValue && node.get("value") == null) {
            throw invalid(where + " has no 'value'", "Say the value; null is one");
        }
        if (kind == Kind.MOVE
                && path.size() > from.size()
                && path.subList(0, from.size()).equals(from)) {
            throw invalid(where + " moves a value into itself", "Move it elsewhere");
        }
        return new Operation(kind, path, from, hasValue ? node.get("value") : node, number);
    }

    private static List<String> pointer(JsonNode node, String field, String where) {
        JsonNode text = node.get(field);
        if (text == null
                || !text.isString()
                || !text.stringValue().isEmpty() && !text.stringValue().startsWith("/")
                || text.stringValue().matches("(?s).*~(?![01]).*")) {
            throw invalid(
                    where + " has no '" + field + "' that is a JSON Pointer", "Write it as /lines/0/price (RFC 6901)");
        }
        String pointer = text.stringValue();
        if (pointer.isEmpty()) {
            return List.of();
        }
        return Arrays.stream(pointer.substring(1).split("/", -1))
                .map(step -> step.replace("~1", "/").replace("~0", "~"))
                .toList();
    }

    private static PolderException invalid(String message, String remedy) {
        return new PolderException(Code.BODY_INVALID, message, remedy);
    }
}
