package dev.polder.core.contract;

import static dev.polder.core.contract.ContractChange.Kind.BREAKING;
import static dev.polder.core.contract.ContractChange.Kind.COMPATIBLE;
import static dev.polder.core.contract.ContractChange.Kind.COSMETIC;

import dev.polder.core.contract.ContractChange.Kind;
import java.util.EnumSet;
import java.util.Set;

/**
 * Every kind of difference between two contracts, in one table: what it means for writers and for readers, and in words. Codes
 * are never renamed or reused; {@code docs/reference/contract-changes.md} is made from this table.
 *
 * <p>Writers: a kind is breaking when a record, or a set of records, that the old contract accepts may be refused by the new one.
 * Readers: a kind is breaking when a program, a query or a table that was right with the old contract can be wrong with the new
 * one, or when what is already on the topic and in the table cannot be what the new one says.
 */
public enum ChangeCode {
    // Contracts and objects
    CONTRACT_ADDED(COMPATIBLE, COMPATIBLE, "There is a new contract."),
    CONTRACT_REMOVED(BREAKING, BREAKING, "A contract is gone."),
    CONTRACT_ID_CHANGED(COMPATIBLE, BREAKING, "The contract has another id; input ports name contracts by it."),
    OBJECT_ADDED(COMPATIBLE, COMPATIBLE, "The schema has a new object."),
    OBJECT_REMOVED(BREAKING, BREAKING, "An object of the schema is gone."),
    OBJECT_RENAMED(
            COSMETIC, COSMETIC, "The only object of the schema has another name; a port is found by its address."),
    PRIMARY_KEY_CHANGED(COMPATIBLE, BREAKING, "Other columns make the key: records of one key no longer meet."),
    TOPIC_FORMAT_CHANGED(
            COMPATIBLE, BREAKING, "Records stand on the topic in another format, which its consumers must know."),

    SUBJECT_CHANGED(
            COMPATIBLE,
            BREAKING,
            "Records are about other subjects: what is there cannot be forgotten by the new ones."),

    // Properties
    ENCRYPTION_CHANGED(
            COMPATIBLE,
            BREAKING,
            "The column is encrypted now, no longer, or otherwise: topic and table hold another type of value."),
    PROPERTY_ADDED(COMPATIBLE, COMPATIBLE, "There is a new property that need not be there."),
    PROPERTY_ADDED_REQUIRED(
            BREAKING, BREAKING, "There is a new required property; the records that are there lack it."),
    PROPERTY_NAME_CLAIMED(
            BREAKING, COMPATIBLE, "There is a new property where unknown fields were let pass, whatever they held."),
    PROPERTY_REMOVED(BREAKING, BREAKING, "A property is gone, or has another name."),
    PROPERTIES_REORDERED(COSMETIC, COSMETIC, "The properties stand in another order; they are found by name."),
    REQUIRED_ADDED(BREAKING, BREAKING, "The property is now required; the records that are there may lack it."),
    REQUIRED_REMOVED(COMPATIBLE, BREAKING, "The property is no longer required: readers may get nulls."),
    UNIQUE_ADDED(COMPATIBLE, COMPATIBLE, "Values that are not unique are now warned of."),
    UNIQUE_REMOVED(COMPATIBLE, COMPATIBLE, "Values that are not unique are no longer warned of."),

    // Types
    PRECISION_RAISED(COMPATIBLE, COMPATIBLE, "A decimal may have more digits before the point."),
    TYPE_WIDENED(
            COMPATIBLE,
            BREAKING,
            "An integer of 32 bits became one of 64 bits: what holds ints, such as code generated from the old Avro schema,"
                    + " cannot read it."),
    TYPE_NARROWED(BREAKING, BREAKING, "The type holds fewer values than before."),
    TYPE_CHANGED(BREAKING, BREAKING, "The values are of another type."),
    TYPE_NOTATION_CHANGED(
            COSMETIC, COSMETIC, "logicalType or physicalType changed, but the values are of the type they were of."),

    // Rules for values
    OPTION_TIGHTENED(BREAKING, COMPATIBLE, "An entry of logicalTypeOptions allows fewer values."),
    OPTION_LOOSENED(COMPATIBLE, COMPATIBLE, "An entry of logicalTypeOptions allows more values."),
    OPTION_CHANGED(BREAKING, COMPATIBLE, "An entry of logicalTypeOptions allows other values, or may do so."),
    ENUM_ADDED(BREAKING, COMPATIBLE, "The values are now limited to a list."),
    ENUM_REMOVED(COMPATIBLE, COMPATIBLE, "The values are no longer limited to a list."),
    ENUM_VALUE_ADDED(COMPATIBLE, COMPATIBLE, "The list of values is longer."),
    ENUM_VALUE_REMOVED(BREAKING, COMPATIBLE, "A value is no longer in the list."),
    UNKNOWN_FIELDS_REJECTED(
            BREAKING, COMPATIBLE, "Records with fields that the contract does not know are now refused."),
    UNKNOWN_FIELDS_ALLOWED(
            COMPATIBLE, COMPATIBLE, "Records with fields that the contract does not know are no longer refused."),
    UNKNOWN_FIELDS_CHANGED(COMPATIBLE, COMPATIBLE, "Fields that the contract does not know are treated otherwise."),

    // Quality
    QUALITY_RULE_ADDED(BREAKING, COMPATIBLE, "There is a new rule that holds data back."),
    QUALITY_RULE_REMOVED(COMPATIBLE, COMPATIBLE, "A rule that held data back is gone."),
    QUALITY_RULE_TIGHTENED(BREAKING, COMPATIBLE, "A rule that holds data back lets less pass."),
    QUALITY_RULE_LOOSENED(COMPATIBLE, COMPATIBLE, "A rule that holds data back lets more pass."),
    QUALITY_RULE_CHANGED(BREAKING, COMPATIBLE, "A rule that holds data back measures something else, or may do so."),
    QUALITY_SEVERITY_RAISED(BREAKING, COMPATIBLE, "A rule that only warned now holds data back."),
    QUALITY_SEVERITY_LOWERED(COMPATIBLE, COMPATIBLE, "A rule that held data back now only warns."),
    QUALITY_WARNING_CHANGED(COMPATIBLE, COMPATIBLE, "A rule that only warns is new, gone or another."),
    QUALITY_TEXT_CHANGED(COSMETIC, COSMETIC, "The words of a rule changed, or a rule that is not run."),

    // Governance
    CLASSIFICATION_LOWERED(COMPATIBLE, COMPATIBLE, "The property is classified as less worth protecting; look twice."),
    CLASSIFICATION_RAISED(
            COMPATIBLE, COMPATIBLE, "The property is classified as more worth protecting; policies may mask it."),
    CLASSIFICATION_CHANGED(COMPATIBLE, COMPATIBLE, "The property is classified otherwise; look twice."),
    SLA_ADDED(COMPATIBLE, COMPATIBLE, "There is a new service level."),
    SLA_REMOVED(COMPATIBLE, COMPATIBLE, "A service level is no longer promised; look twice."),
    SLA_WEAKENED(COMPATIBLE, COMPATIBLE, "A service level promises less; look twice."),
    SLA_STRENGTHENED(COMPATIBLE, COMPATIBLE, "A service level promises more."),
    SLA_CHANGED(COMPATIBLE, COMPATIBLE, "A service level promises something else; look twice."),
    STATUS_ENDING(
            COMPATIBLE, COMPATIBLE, "The contract, an object or a property is deprecated or retired; look twice."),
    STATUS_CHANGED(COSMETIC, COSMETIC, "The status changed, or what was deprecated no longer is."),
    SERVER_ADDED(COMPATIBLE, COMPATIBLE, "There is a new server."),
    SERVER_REMOVED(COMPATIBLE, COMPATIBLE, "A server is gone; whoever read from it must read elsewhere."),
    SERVER_CHANGED(COMPATIBLE, COMPATIBLE, "A server is described otherwise."),

    // Words
    STANDARD_VERSION_CHANGED(COSMETIC, COSMETIC, "The document follows another version of ODCS."),
    NAME_CHANGED(COSMETIC, COSMETIC, "The contract's name changed."),
    DESCRIPTION_CHANGED(COSMETIC, COSMETIC, "A description changed."),
    TAGS_CHANGED(COSMETIC, COSMETIC, "Tags changed."),
    OWNERS_CHANGED(COSMETIC, COSMETIC, "The team, the roles or the support channels changed."),
    DETAIL_CHANGED(COSMETIC, COSMETIC, "A field changed that neither records nor readers depend on.");

    private static final Set<ChangeCode> GOVERNANCE = EnumSet.of(
            CLASSIFICATION_LOWERED, CLASSIFICATION_CHANGED, SLA_REMOVED, SLA_WEAKENED, SLA_CHANGED, STATUS_ENDING);

    private final Kind writers;
    private final Kind readers;
    private final String meaning;

    ChangeCode(Kind writers, Kind readers, String meaning) {
        this.writers = writers;
        this.readers = readers;
        this.meaning = meaning;
    }

    /** For those who send records. */
    public Kind writers() {
        return writers;
    }

    /** For those who read the port. */
    public Kind readers() {
        return readers;
    }

    public String meaning() {
        return meaning;
    }

    /** Whether it weakens a promise or a protection, so that somebody who answers for it should agree. */
    public boolean needsGovernance() {
        return GOVERNANCE.contains(this);
    }

    /**
     * The number of the version that must be raised. A major version is a new port with a topic and a table of its own, which
     * readers must move to, so it takes a change that breaks readers. What only writers must follow takes a minor version.
     */
    public VersionStep step() {
        if (readers == BREAKING) {
            return VersionStep.MAJOR;
        }
        return writers == COSMETIC && readers == COSMETIC ? VersionStep.PATCH : VersionStep.MINOR;
    }
}
