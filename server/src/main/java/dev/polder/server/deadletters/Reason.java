package dev.polder.server.deadletters;

import dev.polder.server.database.Digest;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Why a record was refused: what dead letters are grouped by. Holds nothing of a record's content but the names of its fields.
 *
 * @param code of the first refusal
 * @param field JSON path, with {@code [*]} for every place in an array
 * @param rule as the contract says it
 * @param contractVersion the version that refused
 */
record Reason(String code, String field, String rule, String contractVersion) {
    private static final Pattern INDEX = Pattern.compile("\\[\\d+]");
    private static final int LONGEST = 200;
    private static final int ID_LENGTH = 8;
    private static final String ANY = "*";

    Reason {
        Objects.requireNonNull(code);
        field = shortened(INDEX.matcher(field).replaceAll("[*]"));
        rule = shortened(rule);
        Objects.requireNonNull(contractVersion);
    }

    /** The same for equal reasons, also on another server. */
    String id() {
        return Digest.of(code + "\0" + field + "\0" + rule + "\0" + contractVersion)
                .substring(0, ID_LENGTH);
    }

    /** The group that takes a letter when there are too many groups: field names may come from anybody. */
    Reason overflow() {
        return new Reason(code, ANY, ANY, contractVersion);
    }

    private static String shortened(String text) {
        return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
    }
}
