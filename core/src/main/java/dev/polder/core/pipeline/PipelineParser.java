package dev.polder.core.pipeline;

import dev.polder.core.document.Fields;
import dev.polder.core.document.Node;
import dev.polder.core.document.Places;
import dev.polder.core.document.PolderDocument;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Reads {@code pipeline.yaml} and reports everything in it that is wrong or not done yet. No document makes it fail. */
public final class PipelineParser {
    /** Sources of the design that a later version brings. */
    private static final List<String> LATER_SOURCES =
            List.of("files", "postgres", "mysql", "mqtt", "kafka", "connect", "opcua", "kinesis");

    private static final List<String> LATER_RUNS = List.of("streaming", "realtime");
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    /** Also the names of certificates without blanks; never the {@code *} that means everybody. */
    private static final Pattern KAFKA_USER = Pattern.compile("[A-Za-z0-9._@=,-]{1,200}");

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(366);

    private final List<Finding> findings = new ArrayList<>();

    private PipelineParser() {}

    /**
     * @param root the document's root
     * @param source the document, verbatim
     */
    public static PipelineReading parse(Node root, String source) {
        PipelineParser parser = new PipelineParser();
        Optional<Pipeline> pipeline = parser.pipeline(root, source);
        return new PipelineReading(pipeline, parser.findings);
    }

    private Optional<Pipeline> pipeline(Node root, String source) {
        Optional<Fields> found = PolderDocument.fields(root, "Pipeline", findings);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Fields fields = found.get();
        fields.text("description");
        List<Pipeline.Source> sources = new ArrayList<>();
        Map<String, Fields> names = new HashMap<>();
        for (Fields entry : fields.mappings("sources")) {
            source(entry, names).ifPresent(sources::add);
        }
        List<Pipeline.Transform> transforms = new ArrayList<>();
        names.clear();
        for (Fields entry : fields.mappings("transforms")) {
            transform(entry, names).ifPresent(transforms::add);
        }
        fields.refuseUnknown();
        return Optional.of(new Pipeline(sources, transforms, source, root.position()));
    }

    private Optional<Pipeline.Source> source(Fields fields, Map<String, Fields> names) {
        Optional<String> name = name(fields, names);
        Optional<String> into = fields.requiredText("into");
        fields.text("description");
        // http has no settings, so `http:` alone says as much as `http: {}`
        boolean http = fields.names().contains("http");
        fields.mapping("http").ifPresent(Fields::refuseUnknown);
        Optional<Pipeline.Inbox> inbox = inbox(fields);
        if (http && inbox.isPresent()) {
            fields.report(
                    Code.FIELD_VALUE,
                    "inbox",
                    "The source says both http and inbox.",
                    "Write two sources; they may go into the same port.");
        }
        http |= inbox.isPresent();
        for (String type : LATER_SOURCES) {
            if (fields.names().contains(type)) {
                fields.allow(type);
                findings.add(
                        Finding.error(
                                Code.FEATURE_UNSUPPORTED,
                                fields.keyPosition(type),
                                "Sources of type \"" + type + "\" are not supported by this version.",
                                "Use `http: {}` and post the records to the port, or `inbox: {}` and write them to its inbox topic."));
                http = true;
            }
        }
        fields.refuseUnknown();
        if (!http) {
            findings.add(
                    Finding.error(
                            Code.FIELD_MISSING,
                            fields.position(),
                            "The source does not say where its data comes from.",
                            "Add `http: {}` for records that are posted to the port, or `inbox: {}` for a topic that others write."));
        }
        if (name.isEmpty() || into.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Pipeline.Source(
                name.get(), into.get(), inbox.isPresent() ? "inbox" : "http", inbox, Places.of(fields.node())));
    }

    /** {@code inbox: {}} or {@code inbox: { writers: [shop-app] }}. */
    private Optional<Pipeline.Inbox> inbox(Fields fields) {
        if (!fields.names().contains("inbox")) {
            return Optional.empty();
        }
        Optional<Fields> settings = fields.mapping("inbox");
        if (settings.isEmpty()) {
            return Optional.of(new Pipeline.Inbox(Optional.empty()));
        }
        boolean limited = settings.get().names().contains("writers");
        SortedSet<String> writers = new TreeSet<>(settings.get().texts("writers"));
        settings.get().refuseUnknown();
        for (String writer : writers) {
            if (!KAFKA_USER.matcher(writer).matches()) {
                settings.get()
                        .report(
                                Code.NAME_INVALID,
                                "writers",
                                "\"" + writer + "\" is no name of a Kafka user.",
                                "Write the user's name without User:, in letters, digits, '.', '_', '-', '@' and '='.");
            }
        }
        return Optional.of(new Pipeline.Inbox(limited ? Optional.of(writers) : Optional.empty()));
    }

    private Optional<Pipeline.Transform> transform(Fields fields, Map<String, Fields> names) {
        Optional<String> name = name(fields, names);
        Optional<String> into = fields.requiredText("into");
        Optional<String> sql = fields.requiredText("sql");
        fields.text("description");
        Optional<Pipeline.Schedule> run = run(fields);
        fields.refuseUnknown();
        if (name.isEmpty() || into.isEmpty() || sql.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Pipeline.Transform(
                name.get(), into.get(), sql.get(), run.orElse(new Pipeline.OnInputs()), Places.of(fields.node())));
    }

    private Optional<String> name(Fields fields, Map<String, Fields> names) {
        Optional<String> name = fields.requiredText("name");
        if (name.isPresent()) {
            if (name.get().length() > 63 || !NAME.matcher(name.get()).matches()) {
                fields.report(
                        Code.NAME_INVALID,
                        "name",
                        "\"" + name.get() + "\" is not a valid name.",
                        "Use kebab-case: lower-case letters and digits, words joined by '-'.");
            }
            Fields other = names.putIfAbsent(name.get(), fields);
            if (other != null) {
                fields.report(
                        Code.NAME_COLLISION,
                        "name",
                        "The name \"" + name.get() + "\" is used twice; the other one is in line "
                                + other.position("name").line() + ".",
                        "Rename one of them.");
            }
        }
        return name;
    }

    /** {@code { every: PT5M }}, {@code { on: inputs }}, or one of the words that come later; absent means on inputs. */
    private Optional<Pipeline.Schedule> run(Fields fields) {
        Optional<Node> value = fields.value("run");
        if (value.isPresent() && value.get() instanceof Node.Text word) {
            return word(word.value(), word);
        }
        Optional<Fields> run = fields.mapping("run");
        if (run.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> every = run.get().text("every");
        Optional<String> on = run.get().text("on");
        run.get().refuseUnknown();
        if (every.isPresent() && on.isPresent()) {
            findings.add(Finding.error(
                    Code.FIELD_VALUE,
                    run.get().position(),
                    "The transform runs both every " + every.get() + " and on " + on.get() + ".",
                    "Keep one of the two."));
            return Optional.empty();
        }
        if (on.isPresent()) {
            return word(on.get(), run.get().value("on").orElseThrow());
        }
        if (every.isEmpty()) {
            if (!run.get().names().contains("every") && !run.get().names().contains("on")) {
                findings.add(Finding.error(
                        Code.FIELD_MISSING,
                        run.get().position(),
                        "run does not say when.",
                        "Write `run: { every: PT5M }` or `run: { on: inputs }`."));
            }
            return Optional.empty();
        }
        return interval(run.get(), every.get());
    }

    private Optional<Pipeline.Schedule> interval(Fields run, String every) {
        String remedy = "Write an ISO-8601 duration from PT1S to P366D, such as PT30S, PT5M or P1D.";
        try {
            Duration interval = Duration.parse(every);
            if (interval.compareTo(SHORTEST) < 0 || interval.compareTo(LONGEST) > 0) {
                run.report(Code.FIELD_VALUE, "every", "\"" + every + "\" is too short or too long.", remedy);
                return Optional.empty();
            }
            return Optional.of(new Pipeline.Every(interval));
        } catch (DateTimeParseException e) {
            run.report(Code.FIELD_VALUE, "every", "\"" + every + "\" is not a duration.", remedy);
            return Optional.empty();
        }
    }

    private Optional<Pipeline.Schedule> word(String word, Node node) {
        if (word.equals("inputs")) {
            return Optional.of(new Pipeline.OnInputs());
        }
        boolean later = LATER_RUNS.contains(word);
        findings.add(Finding.error(
                later ? Code.FEATURE_UNSUPPORTED : Code.FIELD_VALUE,
                node.position(),
                later
                        ? "Transforms of kind \"" + word + "\" are not supported by this version."
                        : "\"" + word + "\" does not say when the transform runs.",
                "Write `run: { every: PT5M }` or `run: { on: inputs }`."));
        return Optional.empty();
    }
}
