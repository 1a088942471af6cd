package dev.polder.server.privacy;

import dev.polder.core.contract.SchemaObject;
import dev.polder.core.name.PortId;
import dev.polder.gate.ContractGate;
import dev.polder.gate.FieldCipher;
import dev.polder.gate.TopicForm;

/** What encrypts for ports and opens their dead letters. Thread-safe. */
public interface PortSeals {
    /** For servers, and tests, without keys: ports with encrypted columns are refused. */
    PortSeals NONE = new NoSeals();

    /** Encrypts the columns of a port that its contract says so of. */
    FieldCipher cipher(PortId port, SchemaObject schema);

    /**
     * How accepted records stand on a port's topic.
     *
     * @param gate of the port's contract
     */
    default TopicForm form(PortId port, ContractGate gate, int schemaId) {
        return gate.schema().isEncrypted() ? gate.form(schemaId, cipher(port, gate.schema())) : gate.form(schemaId);
    }

    /** Encrypts the records of a body that a port's gate refuses. */
    LetterSeal letters(PortId port, ContractGate gate);

    /**
     * The bytes of a dead letter.
     *
     * @throws dev.polder.core.problem.PolderException SUBJECT_FORGOTTEN when nobody can read it any more
     */
    byte[] openLetter(PortId port, byte[] sealed);
}
