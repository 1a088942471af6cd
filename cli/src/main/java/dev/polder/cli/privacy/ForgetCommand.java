package dev.polder.cli.privacy;

import dev.polder.cli.ExitCode;
import dev.polder.cli.OutputOption;
import dev.polder.cli.ServerCommand;
import dev.polder.cli.Session;
import dev.polder.cli.render.Listing;
import dev.polder.client.Json;
import dev.polder.core.name.NamedPort;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code polder forget}. */
@Command(
        name = "forget",
        header = "Destroy the keys of one subject, and prove that nothing of it can be read.",
        description =
                "In all ports of the domain that speak of the same subjects: topics, tables with every snapshot, dead letters."
                        + " It cannot be undone. Ends with 1 when something could still be read, and with 3 and"
                        + " SUBJECT_UNKNOWN when there was nothing of the subject; then nothing has changed.")
public final class ForgetCommand extends ServerCommand {
    @Parameters(
            paramLabel = "ADDRESS",
            description = "A port whose contract names a subject, such as sales.crm.customers.")
    private String address;

    @Option(names = "--subject", paramLabel = "VALUE", description = "The subject's identifier, as records have it.")
    private Optional<String> subject = Optional.empty();

    @Option(
            names = "--subject-file",
            paramLabel = "FILE",
            description = "A file that holds it, to keep it out of the shell's history.")
    private Optional<Path> file = Optional.empty();

    @Option(
            names = "--even-unknown",
            description = "Also when there is nothing of the subject: what comes of it later cannot be read.")
    private boolean evenUnknown;

    @Option(names = "--report", paramLabel = "FILE", description = "Write the proof as JSON.")
    private Optional<Path> report = Optional.empty();

    @Mixin
    private OutputOption output = new OutputOption();

    public ForgetCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        NamedPort port = NamedPort.parse(address);
        Json proof = client().forget(port.address(), port.major(), subject(), evenUnknown);
        if (report.isPresent()) {
            write(report.get(), proof.pretty() + "\n");
        }
        boolean proven = proof.at("proven").scalar().equals(Optional.of("true"));
        if (!output.isTable()) {
            output.format().print(terminal(), proof);
            return proven ? ExitCode.OK : ExitCode.FINDINGS;
        }
        listing().print(terminal(), output.format(), proof.at("places").items());
        terminal().line(conclusion(proof, proven));
        long unattributed = proof.at("places").items().stream()
                .flatMap(place -> place.text("unattributed").stream())
                .mapToLong(Long::parseLong)
                .sum();
        if (unattributed > 0) {
            terminal()
                    .note("Dead letters that do not say whom they are about: " + unattributed
                            + ". They can still be read; none of them holds the identifier as a word.");
        }
        return proven ? ExitCode.OK : ExitCode.FINDINGS;
    }

    private static String conclusion(Json proof, boolean proven) {
        if (!proven) {
            return "The keys are destroyed, but the proof failed: look at what could be read, and at what could not.";
        }
        String at = proof.text("forgottenAt").orElse("");
        return proof.text("known").equals(Optional.of("false"))
                ? "There was nothing of the subject; what comes after " + at + " cannot be read."
                : "Forgotten at " + at + ": nothing of the subject can be read.";
    }

    private String subject() {
        if (subject.isPresent() == file.isPresent()) {
            throw new PolderException(
                    Code.USAGE, "polder forget needs to know whom", "Give --subject VALUE or --subject-file FILE");
        }
        try {
            // Spaces belong to an identifier; the end of the file's last line does not.
            return subject.isPresent()
                    ? subject.get()
                    : Files.readString(file.get()).replaceFirst("\\R\\z", "");
        } catch (IOException e) {
            throw new PolderException(
                    Code.USAGE, "The file " + file.get() + " cannot be read", "Check the path and who may read it", e);
        }
    }

    private static void write(Path to, String text) {
        try {
            Files.writeString(to, text);
        } catch (IOException e) {
            throw new PolderException(
                    Code.USAGE,
                    "The subject is forgotten, but the report cannot be written to " + to,
                    "Give another path: the same command destroys nothing more and proves it again",
                    e);
        }
    }

    private static Listing listing() {
        return new Listing()
                .column("PORT", "port")
                .column("PLACE", "place")
                .column("READ", "extent")
                .number("RECORDS", place -> place.at("subject").text("records").orElse(""))
                .number("VALUES", place -> place.at("subject").text("values").orElse(""))
                .number(
                        "READABLE",
                        place -> place.at("subject").text("readable").orElse(""))
                .column(
                        "OTHERS",
                        place -> place.at("others").text("readable").orElse("") + " of "
                                + place.at("others").text("values").orElse("") + " readable");
    }
}
