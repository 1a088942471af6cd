package dev.polder.server.schema;

/**
 * A refusal in the form of Confluent's API: {@code {"error_code": 40401, "message": …}}. The first three digits of the code are the
 * HTTP status.
 */
final class RegistryRefusal extends RuntimeException {
    /** Besides these, Confluent's API knows codes for what cannot happen here. */
    enum Kind {
        BAD_REQUEST(400),
        SUBJECT_NOT_FOUND(40401),
        VERSION_NOT_FOUND(40402),
        SCHEMA_NOT_FOUND(40403),
        NO_SUBJECT_CONFIG(40408),
        NO_SUBJECT_MODE(40409),
        INVALID_SCHEMA(42201),
        INVALID_VERSION(42202),
        NOT_PERMITTED(42205);

        private final int code;

        Kind(int code) {
            this.code = code;
        }
    }

    private final Kind kind;

    RegistryRefusal(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    int code() {
        return kind.code;
    }

    int status() {
        return kind.code < 1000 ? kind.code : kind.code / 100;
    }

    static RegistryRefusal noSubject(String subject) {
        return new RegistryRefusal(Kind.SUBJECT_NOT_FOUND, "Subject '" + subject + "' not found.");
    }

    static RegistryRefusal noVersion(String version) {
        return new RegistryRefusal(Kind.VERSION_NOT_FOUND, "Version " + version + " not found.");
    }

    static RegistryRefusal noSchema(String which) {
        return new RegistryRefusal(Kind.SCHEMA_NOT_FOUND, "Schema" + which + " not found");
    }

    /** For whatever would write: contracts do that. */
    static RegistryRefusal readOnly(String what) {
        return new RegistryRefusal(
                Kind.NOT_PERMITTED,
                what
                        + ": schemas come from the contracts of ports. Change the contract and apply it (polder apply DIR); its"
                        + " schema is registered when the port is provisioned");
    }
}
