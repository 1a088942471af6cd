package dev.polder.server.mesh;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Objects;

/** What applying does to one resource, and why. */
public record Change(Action action, ResourceKind kind, String address, String reason) {
    /** What happens to the resource. */
    public enum Action {
        CREATE,
        CHANGE,
        REMOVE,
        NONE;

        @JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What a mesh consists of. */
    public enum ResourceKind {
        DOMAIN,
        PRODUCT,
        PORT,
        CONTRACT,
        PIPELINE,
        TOPIC,
        TABLE,
        POLICY,
        EXCEPTION;

        @JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Change {
        Objects.requireNonNull(action);
        Objects.requireNonNull(kind);
        Objects.requireNonNull(address);
        Objects.requireNonNull(reason);
    }
}
