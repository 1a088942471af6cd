package dev.polder.connect;

import org.apache.kafka.common.config.ConfigDef;

/** The settings that both plug-ins have; what they mean is {@code PolderSerializer}'s. */
final class Settings {
    private Settings() {}

    static ConfigDef definition() {
        return new ConfigDef()
                .define("polder.url", ConfigDef.Type.STRING, null, ConfigDef.Importance.HIGH, "The Polder server")
                .define("polder.token", ConfigDef.Type.PASSWORD, null, ConfigDef.Importance.MEDIUM, "Its token")
                .define(
                        "polder.token.file",
                        ConfigDef.Type.STRING,
                        null,
                        ConfigDef.Importance.MEDIUM,
                        "A file with the token, read anew for every call")
                .define(
                        "polder.contract.file",
                        ConfigDef.Type.STRING,
                        null,
                        ConfigDef.Importance.MEDIUM,
                        "An answer of GET …/gate in a file, in place of a server")
                .define(
                        "polder.contract.refresh",
                        ConfigDef.Type.STRING,
                        "PT10S",
                        ConfigDef.Importance.LOW,
                        "How often the contract is asked for again");
    }
}
