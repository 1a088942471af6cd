package dev.polder.core.document;

import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import java.util.List;
import java.util.Optional;

/** What all documents of Polder's own have in common: {@code apiVersion: polder.dev/v1} and a {@code kind}. */
public final class PolderDocument {
    public static final String API_VERSION = "polder.dev/v1";

    private PolderDocument() {}

    /** The fields of a document of this kind; empty, with findings, when it is none. */
    public static Optional<Fields> fields(Node root, String kind, List<Finding> findings) {
        Optional<Fields> fields = Fields.of(root, "a document of kind " + kind, findings);
        if (fields.isEmpty()) {
            return Optional.empty();
        }
        boolean sameVersion = matches(fields.get(), "apiVersion", API_VERSION);
        boolean sameKind = matches(fields.get(), "kind", kind);
        return sameVersion && sameKind ? fields : Optional.empty();
    }

    private static boolean matches(Fields fields, String field, String expected) {
        Optional<String> text = fields.requiredText(field);
        if (text.isPresent() && !text.get().equals(expected)) {
            fields.report(
                    Code.DOCUMENT_KIND,
                    field,
                    "The file's " + field + " is " + Quoted.value(text.get()) + ", but its name says it is " + expected
                            + ".",
                    "Write `" + field + ": " + expected + "`, or rename the file.");
            return false;
        }
        return text.isPresent();
    }
}
