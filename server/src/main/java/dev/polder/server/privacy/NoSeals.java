package dev.polder.server.privacy;

import dev.polder.core.contract.SchemaObject;
import dev.polder.core.name.PortId;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.gate.ContractGate;
import dev.polder.gate.FieldCipher;

/** Has no keys. */
final class NoSeals implements PortSeals {
    @Override
    public FieldCipher cipher(PortId port, SchemaObject schema) {
        return () -> {
            throw noKeys(port);
        };
    }

    @Override
    public LetterSeal letters(PortId port, ContractGate gate) {
        if (gate.schema().isEncrypted()) {
            throw noKeys(port);
        }
        return LetterSeal.NONE;
    }

    @Override
    public byte[] openLetter(PortId port, byte[] sealed) {
        throw noKeys(port);
    }

    private static PolderException noKeys(PortId port) {
        return new PolderException(
                Code.KEYS_MISSING, "There are no keys for " + port + " here", "Ask the server that has them");
    }
}
