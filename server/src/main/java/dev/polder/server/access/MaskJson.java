package dev.polder.server.access;

import dev.polder.core.access.Mask;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** Masks in JSON, as policies write them: {@code "hash"}, {@code {"bucket": 1000}}. */
final class MaskJson {
    private static final String FORMS =
            "Write null, hash, lastFour, yearOnly, {\"bucket\": 1000} or {\"redact\": {\"pattern\": \"\\\\d\", \"with\": \"#\"}}";

    private MaskJson() {}

    /** Masks by column; sorted, so that the same masks are the same text. */
    static Map<String, Object> of(Map<String, Mask> masks) {
        Map<String, Object> json = new TreeMap<>();
        masks.forEach((column, mask) -> json.put(column, of(mask)));
        return json;
    }

    static Map<String, Mask> read(JsonNode masks) {
        if (!masks.isObject()) {
            throw invalid("masks", masks);
        }
        Map<String, Mask> read = new LinkedHashMap<>();
        masks.properties().forEach(entry -> read.put(entry.getKey(), mask(entry.getKey(), entry.getValue())));
        return read;
    }

    private static Object of(Mask mask) {
        if (mask instanceof Mask.Bucket bucket) {
            return Map.of("bucket", bucket.width());
        }
        if (mask instanceof Mask.Redact redact) {
            return Map.of("redact", new TreeMap<>(Map.of("pattern", redact.pattern(), "with", redact.replacement())));
        }
        if (mask instanceof Mask.Hash) {
            return "hash";
        }
        if (mask instanceof Mask.LastFour) {
            return "lastFour";
        }
        return mask instanceof Mask.YearOnly ? "yearOnly" : "null";
    }

    private static Mask mask(String column, JsonNode json) {
        if (json.isString()) {
            return switch (json.stringValue()) {
                case "null" -> new Mask.Null();
                case "hash" -> new Mask.Hash();
                case "lastFour" -> new Mask.LastFour();
                case "yearOnly" -> new Mask.YearOnly();
                default -> throw invalid(column, json);
            };
        }
        JsonNode width = json.path("bucket");
        if (json.size() == 1 && width.isIntegralNumber() && width.canConvertToLong() && width.longValue() > 0) {
            return new Mask.Bucket(width.longValue());
        }
        JsonNode redact = json.path("redact");
        JsonNode with = redact.path("with");
        int known = with.isMissingNode() ? 1 : 2;
        if (json.size() == 1
                && redact.size() == known
                && redact.path("pattern").isString()
                && (with.isMissingNode() || with.isString())) {
            return new Mask.Redact(redact.get("pattern").stringValue(), with.isMissingNode() ? "" : with.stringValue());
        }
        throw invalid(column, json);
    }

    private static PolderException invalid(String column, JsonNode json) {
        return new PolderException(Code.BODY_INVALID, "The mask of '" + column + "' is none: " + json, FORMS);
    }
}
