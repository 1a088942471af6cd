package dev.polder.core.problem;

/**
 * Every error and finding of Polder, in one table: a stable code, its kind, and what it means. Codes are never renamed or
 * reused; the reference page in {@code docs/reference/errors.md} is made from this table.
 */
public enum Code {
    // Documents
    YAML_SYNTAX(Kind.INVALID, "The file is not well-formed YAML."),
    YAML_LIMIT(Kind.INVALID, "The file is too large, too deep, or uses aliases in a cycle."),
    DOCUMENT_KIND(Kind.INVALID, "The file is no document that Polder knows, or of a version it does not know."),
    FIELD_UNKNOWN(Kind.INVALID, "The standard has no such field here."),
    FIELD_MISSING(Kind.INVALID, "A required field is not there."),
    FIELD_TYPE(Kind.INVALID, "A field holds a value of the wrong type."),
    FIELD_VALUE(Kind.INVALID, "A field holds a value that is not allowed."),
    FIELD_DUPLICATE(Kind.INVALID, "The same field stands twice in one mapping."),
    NAME_INVALID(Kind.INVALID, "A name is not kebab-case or too long."),
    NAME_COLLISION(Kind.INVALID, "Two names fold to one."),
    REFERENCE_UNKNOWN(Kind.INVALID, "Something refers to what does not exist."),
    REFERENCE_CYCLE(Kind.INVALID, "Definitions or products refer to each other in a circle."),
    PORT_WRITER(Kind.INVALID, "Nothing fills an output port, or more than one thing does."),
    CONTRACT_SCHEMA_MISSING(Kind.INVALID, "A port's contract says nothing about its records."),
    CONTRACT_TYPE_UNKNOWN(Kind.INVALID, "A property has no type that Polder can check."),
    CONTRACT_OPTION_INVALID(Kind.INVALID, "A logicalTypeOptions entry or quality rule cannot be used."),
    FEATURE_UNSUPPORTED(Kind.INVALID, "The document asks for something this version does not do."),
    SQL_INVALID(Kind.INVALID, "The SQL cannot be parsed or is not one SELECT."),
    SQL_UNKNOWN_NAME(Kind.INVALID, "The SQL names a port, column or function that does not exist."),
    SQL_FORBIDDEN(Kind.DENIED, "The SQL uses something that governed queries may not use."),
    SQL_FAILED(Kind.INVALID, "The SQL failed while it ran."),
    SQL_LIMIT(Kind.INVALID, "The query needs more time or memory than it may use."),

    // Policies
    POLICY_INVALID(
            Kind.INVALID, "A policy cannot be used: it does not parse, does not fit the types, or may take too long."),
    POLICY_LOOSENS(Kind.INVALID, "A domain's policy would allow what the mesh's policies do not."),
    POLICY_VIOLATED(Kind.CONFLICT, "A product does not keep to a policy that blocks."),
    POLICY_TEST_FAILED(Kind.CONFLICT, "A case of a policy's test comes out otherwise than expected."),

    // Access
    ACCESS_STATE(Kind.CONFLICT, "An access request or grant is not, or no longer, in the state that this needs."),

    INPUT_REFUSED(Kind.DENIED, "A product may not read an input, so no transform runs that reads it."),
    PROTECTION_LOST(
            Kind.CONFLICT,
            "A column is less protected than it was, or than what it is made of: classification, tags, encryption."),

    // Changes
    CONTRACT_BREAKING(Kind.CONFLICT, "The change would break readers of an existing major version."),
    CONTRACT_VERSION(Kind.CONFLICT, "The contract changed but its version did not."),
    IN_USE(Kind.CONFLICT, "Something else still needs what would be removed."),
    ALREADY_EXISTS(Kind.CONFLICT, "There is already one of that name."),
    PRECONDITION_FAILED(Kind.CONFLICT, "The resource changed since it was read."),
    REMOVAL_NOT_ALLOWED(Kind.CONFLICT, "Something would be removed with its data, and nobody said that this is meant."),
    PLAN_STALE(Kind.CONFLICT, "The mesh changed while it was applied."),

    // Records
    RECORD_SYNTAX(Kind.INVALID, "The record is not well-formed JSON, CSV or Avro."),
    RECORD_SCHEMA_UNKNOWN(Kind.INVALID, "The record names no schema that it was written in, or one that is not known."),
    RECORD_TOO_LARGE(Kind.INVALID, "The record is larger than a record may be."),
    RECORD_LIMIT(Kind.INVALID, "The record is nested too deep or has too many fields."),
    RECORD_FIELD_MISSING(Kind.INVALID, "A required field of the record is absent or null."),
    RECORD_FIELD_UNKNOWN(Kind.INVALID, "The contract has no such field."),
    RECORD_FIELD_DUPLICATE(Kind.INVALID, "The record has the same field twice."),
    RECORD_TYPE(Kind.INVALID, "A field of the record is of the wrong type."),
    RECORD_RANGE(Kind.INVALID, "A number or date is outside what the contract or its type allows."),
    RECORD_LENGTH(Kind.INVALID, "A string, array or object is shorter or longer than the contract allows."),
    RECORD_PATTERN(Kind.INVALID, "A string does not match the contract's pattern."),
    RECORD_FORMAT(Kind.INVALID, "A value does not have the contract's format."),
    RECORD_ENUM(Kind.INVALID, "A value is not one of those that the contract lists."),
    RECORD_UNIQUE(Kind.INVALID, "An array that must hold unique items does not."),
    RECORD_PATCH(Kind.INVALID, "A JSON Patch does not fit the record."),
    RECORD_QUALITY(Kind.INVALID, "A value breaks a record-level quality rule of the contract."),
    BODY_INVALID(Kind.INVALID, "The request body cannot be read as what its Content-Type says."),
    BODY_TOO_LARGE(Kind.INVALID, "The request body is larger than this route takes."),

    // The server and its parts
    NOT_FOUND(Kind.NOT_FOUND, "There is no such thing."),
    UNAUTHENTICATED(Kind.DENIED, "The request does not say who it is from, or its token is not valid."),
    DENIED(Kind.DENIED, "The principal may not do this."),
    AUDIT_UNAVAILABLE(
            Kind.UNAVAILABLE, "The audit cannot be written, so nothing is done that would have to stand in it."),
    AUDIT_BROKEN(Kind.CONFLICT, "The audit was changed, or something is missing from it."),
    KEYS_MISSING(
            Kind.CONFLICT, "A key that data is encrypted with is not there, cannot be opened, or lies open to others."),
    SUBJECT_UNKNOWN(Kind.NOT_FOUND, "Nothing was ever encrypted for the subject that is to be forgotten."),
    SUBJECT_FORGOTTEN(
            Kind.CONFLICT, "What is asked for is about somebody who was forgotten; nobody can read it any more."),
    UNAVAILABLE(Kind.UNAVAILABLE, "A part that is needed does not answer."),
    NOT_READY(Kind.UNAVAILABLE, "The part is still starting or being provisioned."),
    OVERLOADED(Kind.UNAVAILABLE, "Too much is under way; try again later."),
    PORT_TAKEN(Kind.CONFLICT, "A network port is in use by another program."),
    DATA_DIRECTORY(Kind.CONFLICT, "The data directory cannot be used."),
    DISK_FULL(Kind.UNAVAILABLE, "There is no space left."),
    JAVA_VERSION(Kind.INVALID, "The Java version is too old or does not fit a part."),
    CONFIG_INVALID(Kind.INVALID, "The configuration is not valid."),
    USAGE(Kind.INVALID, "The request or command is not of the form it should have."),
    QUALITY_FAILED(Kind.CONFLICT, "A quality rule does not hold; nothing was published."),
    OFFSETS_LOST(Kind.CONFLICT, "A topic does not hold the records that should be landed next."),
    RECORD_UNREADABLE(Kind.INTERNAL, "A record of a topic cannot be decoded with the schemas of its port."),
    TRANSFORM_FAILED(Kind.INTERNAL, "A transform failed."),
    INTERNAL(Kind.INTERNAL, "A defect of Polder.");

    private final Kind kind;
    private final String meaning;

    Code(Kind kind, String meaning) {
        this.kind = kind;
        this.meaning = meaning;
    }

    public Kind kind() {
        return kind;
    }

    public String meaning() {
        return meaning;
    }
}
