package dev.polder.server.deadletters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.polder.core.name.PortId;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.PolderException;
import dev.polder.gate.RecordFormat;
import dev.polder.server.database.Database;
import dev.polder.server.database.TestDatabase;
import dev.polder.server.embedded.BrokerConfig;
import dev.polder.server.embedded.KafkaBrokerProcess;
import dev.polder.server.http.Json;
import dev.polder.server.http.PageRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class DeadLettersTest {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final LetterService.Question ALL =
            new LetterService.Question(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    private static final PageRequest PAGE = new PageRequest(100, Optional.empty());

    private static KafkaBrokerProcess broker;
    private static Database database;
    private LetterPort port;
    private DeadLetters letters;

    @BeforeAll
    static void startServers() {
        broker = KafkaBrokerProcess.start(BrokerConfig.temporary());
        database = TestDatabase.create();
    }

    @AfterAll
    static void stopServers() {
        database.close();
        broker.close();
    }

    @BeforeEach
    void open() {
        PortId id = PortId.parse("sales.orders.lines-" + NUMBER.incrementAndGet() + ".v1");
        port = new LetterPort(id, broker.clientProperties(), LetterPort.STRICT);
        port.createTopics();
        letters = port.letters(database);
    }

    @AfterEach
    void close() {
        letters.close();
    }

    private LetterService.Listing list() {
        letters.follower().catchUp(port.id());
        return letters.service().list(port.target(), ALL, PAGE);
    }

    private static Selection all() {
        return new Selection(
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                true,
                Optional.empty(),
                20_000);
    }

    private static Selection ids(String... ids) {
        return new Selection(
                List.of(ids).stream().map(LetterId::parse).toList(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                20_000);
    }

    private static Selection since(Instant since) {
        return new Selection(
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(since),
                false,
                Optional.empty(),
                20_000);
    }

    private LetterActions.Replayed replay(Selection selection) {
        return letters.actions().replay(port.target(), selection, Optional.empty(), "ada");
    }

    private static Optional<JsonPatch> patch(String json) {
        return Optional.of(new JsonPatch(Json.parse(json, JsonNode.class)));
    }

    @Test
    void lettersAreGroupedByReasonAndHoldNoValues() {
        port.send(
                "{\"id\":1,\"price\":-5}",
                "{\"id\":2,\"price\":-7654321.5}",
                "{\"id\":3,\"note\":\"a secret\"}",
                "{\"id\":4}",
                "nonsense");

        LetterService.Listing listing = list();

        assertThat(listing.items())
                .extracting(group -> group.code() + " " + group.field() + " " + group.rule() + " " + group.waiting())
                .containsExactlyInAnyOrder(
                        "RECORD_RANGE $.price minimum 0 2",
                        "RECORD_LENGTH $.note maxLength 5 1",
                        "RECORD_SYNTAX $ syntax 1");
        assertThat(listing.total().waiting()).isEqualTo(4);
        assertThat(Json.text(listing)).doesNotContain("secret", "7654321.5", "nonsense");
        assertThat(listing.items()).allSatisfy(group -> {
            assertThat(group.contractVersion()).isEqualTo("1.0.0");
            assertThat(group.firstSeen()).isBeforeOrEqualTo(group.lastSeen());
        });
    }

    @Test
    void lettersAreCountedOverTime() {
        Instant yesterday = Instant.parse("2026-01-01T10:20:00Z");
        Instant today = Instant.parse("2026-01-02T09:10:00Z");
        port.send(RecordFormat.NDJSON, "{\"id\":1,\"price\":-5}\n{\"id\":2,\"price\":-5}".getBytes(), yesterday);
        port.send(RecordFormat.NDJSON, "{\"id\":3,\"price\":-5}".getBytes(), today);
        letters.follower().catchUp(port.id());

        var byDay = letters.service()
                .list(
                        port.target(),
                        new LetterService.Question(
                                Optional.empty(), Optional.empty(), Optional.empty(), Optional.of("day")),
                        PAGE);
        var sinceToday = letters.service()
                .list(
                        port.target(),
                        new LetterService.Question(
                                Optional.of(today), Optional.empty(), Optional.empty(), Optional.of("hour")),
                        PAGE);

        assertThat(byDay.items().get(0).history())
                .containsExactly(
                        new PostgresLetterView.Bucket(Instant.parse("2026-01-01T00:00:00Z"), 2),
                        new PostgresLetterView.Bucket(Instant.parse("2026-01-02T00:00:00Z"), 1));
        assertThat(sinceToday.total().waiting()).isEqualTo(1);
        assertThat(sinceToday.items().get(0).history())
                .containsExactly(new PostgresLetterView.Bucket(Instant.parse("2026-01-02T09:00:00Z"), 1));
        assertThat(replay(since(today)).refused()).isEqualTo(1);
    }

    @Test
    void aLetterIsShownWithItsBytesAndWhatTheGateSaysToday() {
        port.send("{\"id\": 1,  \"price\":-5}");
        String id = list().items().get(0).sample();
        port.change("2.0.0", LetterPort.LENIENT);

        LetterService.LetterBody letter = letters.service().show(port.target(), LetterId.parse(id));

        assertThat(letter.value()).isEqualTo("{\"id\": 1,  \"price\":-5}");
        assertThat(letter.encoding()).isEqualTo("utf-8");
        assertThat(letter.refusals().get(0).get("code").stringValue()).isEqualTo("RECORD_RANGE");
        assertThat(letter.contractVersion()).isEqualTo("1.0.0");
        assertThat(letter.contractVersionNow()).isEqualTo("2.0.0");
        assertThat(letter.today().accepted()).isTrue();
        assertThat(letter.state()).isEqualTo("waiting");
        assertThat(letters.service().raw(port.target(), LetterId.parse(id)))
                .isEqualTo("{\"id\": 1,  \"price\":-5}".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void bytesThatAreNoTextAreShownInBase64AndKeptExactly() {
        byte[] broken = {'{', (byte) 0xff, (byte) 0xfe, '}'};
        port.send(RecordFormat.NDJSON, broken);
        LetterId id = LetterId.parse(list().items().get(0).sample());

        assertThat(letters.service().show(port.target(), id).encoding()).isEqualTo("base64");
        assertThat(letters.service().raw(port.target(), id)).isEqualTo(broken);
    }

    @Test
    void replayingTwiceBringsEachRecordOnceAndInOrder() {
        port.send("{\"id\":1,\"price\":-5}", "{\"id\":2,\"price\":-500}", "{\"id\":3,\"price\":-6}");
        port.change("1.1.0", LetterPort.LENIENT);

        LetterActions.Replayed first = replay(all());
        LetterActions.Replayed second = replay(all());

        assertThat(first.accepted()).isEqualTo(2);
        assertThat(first.refused()).isEqualTo(1);
        assertThat(first.reasons())
                .singleElement()
                .satisfies(reason -> assertThat(reason.rule()).isEqualTo("minimum -100"));
        assertThat(second.accepted()).isZero();
        assertThat(second.refused()).isEqualTo(1);
        assertThat(port.landedKeys()).containsExactlyInAnyOrder("[1]", "[3]");
        assertThat(port.landed()).allSatisfy(record -> {
            assertThat(record.value()).startsWith(0, 0, 0, 0, 7);
            assertThat(record.headers().lastHeader("polder.replayed-from")).isNotNull();
        });
        LetterService.Listing listing = list();
        assertThat(listing.total().replayed()).isEqualTo(2);
        assertThat(listing.total().waiting()).isEqualTo(1);
        var shown =
                letters.service().newest(port.target(), listing.items().get(0).id(), List.of(LetterState.REPLAYED), 5);
        assertThat(shown).extracting(LetterService.LetterBody::record).containsExactly(3L, 1L);
        assertThat(shown.get(0).settled().orElseThrow().by()).isEqualTo("ada");
    }

    @Test
    void aDryRunWritesNothing() {
        port.send("{\"id\":1,\"price\":-5}", "{\"id\":2,\"price\":-500}");
        port.change("1.1.0", LetterPort.LENIENT);

        LetterActions.Replayed would = letters.actions().tryReplay(port.target(), all(), Optional.empty());

        assertThat(would.accepted()).isEqualTo(1);
        assertThat(would.refused()).isEqualTo(1);
        assertThat(would.samples()).extracting(Tally.Sample::accepted).containsExactly(true, false);
        assertThat(port.landed()).isEmpty();
        assertThat(list().total().waiting()).isEqualTo(2);
    }

    @Test
    void aPatchEditsJsonRecords() {
        port.send("{\"id\":1,\"price\":-5.10,\"extra\":[1.0]}", "{\"id\":2,\"price\":\"x\"}");

        LetterActions.Replayed replayed = letters.actions().replay(port.target(), all(), patch("""
                                [{"op":"remove","path":"/extra"},{"op":"replace","path":"/price","value":1.25}]
                                """), "ada");

        assertThat(replayed.accepted()).isEqualTo(1);
        assertThat(replayed.reasons().get(0).code()).isEqualTo("RECORD_PATCH");
        assertThat(port.landedKeys()).containsExactly("[1]");
    }

    @Test
    void aCsvRecordIsReplayedByItsHeaderAndPatchedAsAnObject() {
        port.send(
                RecordFormat.CSV,
                "price,id,note\n-5,1,\"a,\"\"b\"\n-6,2,\n1,3,much too long\n".getBytes(StandardCharsets.UTF_8));

        LetterActions.Replayed patched = letters.actions()
                .replay(
                        port.target(),
                        all(),
                        patch("[{\"op\":\"test\",\"path\":\"/price\",\"value\":-5},"
                                + "{\"op\":\"replace\",\"path\":\"/price\",\"value\":5}]"),
                        "ada");
        port.change("1.1.0", LetterPort.LENIENT);
        LetterActions.Replayed asTheyAre = replay(all());

        assertThat(patched.accepted()).isEqualTo(1);
        assertThat(asTheyAre.accepted()).isEqualTo(1);
        assertThat(asTheyAre.refused()).isEqualTo(1);
        assertThat(port.landedKeys()).containsExactlyInAnyOrder("[1]", "[2]");
    }

    @Test
    void anAvroRecordIsReplayedInItsWritersSchema() throws IOException {
        Schema writer = new Schema.Parser().parse("""
                {"type":"record","name":"line","fields":[
                    {"name":"id","type":"long"},{"name":"note","type":["null","string"]}]}
                """);
        GenericRecord record = new GenericData.Record(writer);
        record.put("id", 5L);
        record.put("note", "long note");
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (var out = new DataFileWriter<>(new GenericDatumWriter<GenericRecord>(writer)).create(writer, file)) {
            out.append(record);
        }
        assertThat(port.send(RecordFormat.AVRO_FILE, file.toByteArray())).isEqualTo(1);
        port.change("1.1.0", LetterPort.STRICT.replace("maxLength: 5", "maxLength: 9"));

        LetterActions.Replayed patched = letters.actions()
                .replay(port.target(), all(), patch("[{\"op\":\"remove\",\"path\":\"/note\"}]"), "ada");

        assertThat(patched.reasons().get(0).code()).isEqualTo("RECORD_PATCH");
        assertThat(replay(all()).accepted()).isEqualTo(1);
        assertThat(port.landedKeys()).containsExactly("[5]");
    }

    @Test
    void aRecordOfWhichOnlyTheBeginningWasKeptCannotBeReplayed() {
        port.send("{\"id\":1,\"note\":\"" + "x".repeat(1_100_000) + "\"}", "{\"id\":2,\"price\":-1}");
        port.change("1.1.0", LetterPort.LENIENT);

        LetterActions.Replayed replayed = replay(all());

        assertThat(replayed.accepted()).isEqualTo(1);
        assertThat(replayed.truncated()).isEqualTo(1);
        LetterService.Listing listing = list();
        assertThat(listing.total().truncated()).isEqualTo(1);
        String id = listing.items().stream()
                .filter(group -> group.code().equals("RECORD_TOO_LARGE"))
                .findFirst()
                .orElseThrow()
                .sample();
        assertThat(replay(ids(id)).notOpen()).containsExactly(new Chooser.NotOpen(id, "truncated"));
        assertThat(letters.actions()
                        .discard(port.id(), ids(id), "too large", "ada")
                        .discarded())
                .isEqualTo(1);
    }

    @Test
    void discardedLettersStayDiscarded() {
        port.send("{\"id\":1,\"price\":-5}", "{\"id\":2,\"price\":-6}");
        String id = list().items().get(0).sample();

        assertThat(letters.actions().tryDiscard(port.id(), all()).discarded()).isEqualTo(2);
        LetterActions.Discarded first = letters.actions().discard(port.id(), ids(id), "a test record", "ada");
        LetterActions.Discarded second = letters.actions().discard(port.id(), ids(id), "again", "bob");
        port.change("1.1.0", LetterPort.LENIENT);

        assertThat(first.discarded()).isEqualTo(1);
        assertThat(second.discarded()).isZero();
        assertThat(second.notOpen()).containsExactly(new Chooser.NotOpen(id, "discarded"));
        assertThat(replay(all()).accepted()).isEqualTo(1);
        var settled = letters.service()
                .show(port.target(), LetterId.parse(id))
                .settled()
                .orElseThrow();
        assertThat(settled.by()).isEqualTo("ada");
        assertThat(settled.reason()).isEqualTo("a test record");
    }

    @Test
    void twoReplaysAtOnceBringEachRecordOnce() throws Exception {
        int count = 3000;
        int[] id = {0};
        port.send(
                RecordFormat.NDJSON,
                LetterPort.lines(count, text -> text.append("{\"id\":" + id[0]++ + ",\"price\":-5}\n")));
        port.change("1.1.0", LetterPort.LENIENT);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (DeadLetters other = port.letters(database)) {
            Callable<LetterActions.Replayed> one = () -> replay(all());
            Callable<LetterActions.Replayed> two =
                    () -> other.actions().replay(port.target(), all(), Optional.empty(), "bob");
            long accepted = 0;
            for (Future<LetterActions.Replayed> done : threads.invokeAll(List.of(one, two))) {
                accepted += done.get().accepted();
            }
            assertThat(accepted).isEqualTo(count);
        } finally {
            threads.shutdown();
        }
        assertThat(port.landedKeys()).hasSize(count).doesNotHaveDuplicates();
    }

    @Test
    void aReplayGoesOnWhereTheOneBeforeEnded() {
        int[] id = {0};
        port.send(
                RecordFormat.NDJSON,
                LetterPort.lines(10, text -> text.append("{\"id\":" + id[0]++ + ",\"price\":-500}\n")));
        port.change("1.1.0", LetterPort.LENIENT);

        Optional<LetterId> after = Optional.empty();
        int requests = 0;
        long refused = 0;
        do {
            LetterActions.Replayed part = replay(new Selection(
                    List.of(),
                    Optional.empty(),
                    Optional.of("RECORD_RANGE"),
                    Optional.of("price"),
                    Optional.empty(),
                    false,
                    after,
                    4));
            refused += part.refused();
            requests++;
            after = part.next().map(LetterId::parse);
        } while (after.isPresent());

        assertThat(requests).isEqualTo(3);
        assertThat(refused).isEqualTo(10);
    }

    @Test
    void theIndexIsMadeAnewFromTheTopic() {
        port.send("{\"id\":1,\"price\":-5}", "{\"id\":2,\"price\":-6}", "{\"id\":3,\"price\":-700}");
        String third = list().items().get(0).sample();
        letters.actions().discard(port.id(), ids(third), "no use", "ada");
        port.change("1.1.0", LetterPort.LENIENT);
        replay(all());
        LetterService.Listing before = list();

        database.useHandle(handle -> {
            handle.execute("truncate dead_letter_source, dead_letter_group, dead_letter_action cascade");
        });

        assertThat(list()).isEqualTo(before);
        assertThat(replay(all()).accepted()).isZero();
        assertThat(port.landed()).hasSize(2);
    }

    @Test
    void whatRetentionTookIsCountedAsExpired() {
        port.send("{\"id\":1,\"price\":-5}", "{\"id\":2,\"price\":-6}", "{\"id\":3,\"price\":-7}");
        list();
        String gone = LetterId.of(
                        database.withHandle(handle -> handle.createQuery(
                                        "select topic_id from dead_letter_source where port = :port")
                                .bind("port", port.id().toString())
                                .mapTo(String.class)
                                .one()),
                        0,
                        0)
                .toString();
        port.forgetLettersBefore(2);
        port.change("1.1.0", LetterPort.LENIENT);

        LetterService.Listing listing = list();

        assertThat(listing.total().expired()).isEqualTo(2);
        assertThat(listing.total().waiting()).isEqualTo(1);
        assertThat(replay(ids(gone)).notOpen()).containsExactly(new Chooser.NotOpen(gone, "unknown"));
        assertThat(replay(all()).accepted()).isEqualTo(1);
        assertThatThrownBy(() -> letters.service().show(port.target(), LetterId.parse(gone)))
                .isInstanceOf(PolderException.class)
                .hasMessageContaining("not any more");
    }

    @Test
    void aTopicThatIsMadeAgainHasLettersOfItsOwn() {
        port.send("{\"id\":1,\"price\":-5}");
        String old = list().items().get(0).sample();
        port.deleteTopics();
        org.awaitility.Awaitility.await().ignoreExceptions().until(() -> {
            port.createTopics();
            return true;
        });
        port.send("{\"id\":2,\"price\":-5}");
        letters.follower().pass();
        LetterService.Listing listing = list();
        port.change("1.1.0", LetterPort.LENIENT);

        assertThat(listing.total().waiting()).isEqualTo(1);
        assertThat(listing.total().expired()).isEqualTo(1);
        assertThat(listing.items().get(0).sample()).isNotEqualTo(old);
        assertThat(replay(ids(old)).accepted()).isZero();
        assertThat(replay(all()).accepted()).isEqualTo(1);
        assertThat(port.landedKeys()).containsExactly("[2]");
    }

    @Test
    void theFollowerFindsLettersByItself() {
        letters.start();
        port.send("{\"id\":1,\"price\":-5}");

        org.awaitility.Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(
                        () -> Optional.ofNullable(letters.counts().get(port.id().toString())),
                        count -> count.equals(Optional.of(new DeadLetters.Count(1, 1))));
    }

    @Test
    void aSelectionSaysWhatItMeans() {
        PolderException refusal = catchThrowableOfType(
                PolderException.class,
                () -> new Selection(
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        Optional.empty(),
                        1));

        assertThat(refusal.code()).isEqualTo(Code.USAGE);
    }
}
