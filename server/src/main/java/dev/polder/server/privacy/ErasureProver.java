package dev.polder.server.privacy;

import dev.polder.core.contract.Subject;
import dev.polder.core.mesh.MeshModel.OutputPort;
import dev.polder.core.name.PortId;
import dev.polder.query.EverySnapshot;
import dev.polder.server.privacy.ErasureProof.Place;
import dev.polder.server.privacy.ErasureProof.Tried;
import dev.polder.server.privacy.Erasures.Erased;
import dev.polder.server.privacy.Erasures.Wanted;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.iceberg.Table;

/** Tries to read everything that lies anywhere of somebody who was forgotten, and of others. */
final class ErasureProver {
    private final Privacy fresh;
    private final Function<PortId, Optional<Table>> tables;
    private final TopicRows topics;
    private final Clock clock;

    /** @param fresh has nothing at hand */
    ErasureProver(Privacy fresh, Function<PortId, Optional<Table>> tables, TopicRows topics, Clock clock) {
        this.fresh = fresh;
        this.tables = tables;
        this.topics = topics;
        this.clock = clock;
    }

    /** @param known whether there was anything of the subject before */
    ErasureProof prove(Wanted wanted, Erased erased, boolean known, String by) {
        List<Place> places = new ArrayList<>();
        for (OutputPort port : wanted.ports()) {
            Trial onTopic = trial(port, erased, wanted);
            long read = topics.read(port.id().topic(), message -> onTopic.row(topics.row(message, onTopic.columns())));
            places.add(place(port, "topic", read + " records", onTopic));
            tables.apply(port.id()).ifPresent(table -> {
                Trial inTable = trial(port, erased, wanted);
                EverySnapshot.Extent extent = EverySnapshot.read(port.id(), table, inTable.columns(), inTable::row);
                places.add(place(
                        port, "table", extent.files() + " files of " + extent.snapshots() + " snapshots", inTable));
            });
            places.add(letters(port, erased, wanted));
        }
        return ErasureProof.of(
                wanted.domain().toString(), wanted.name(), by, known, erased.at(), clock.instant(), places);
    }

    private Trial trial(OutputPort port, Erased erased, Wanted wanted) {
        String kind = port.schema().subject().map(Subject::name).orElseThrow();
        return new Trial(
                port.schema(),
                fresh.sealed(port.id(), port.schema()),
                fresh.subjects(wanted.domain(), kind),
                erased.keys(),
                wanted.text());
    }

    private static Place place(OutputPort port, String place, String extent, Trial trial) {
        return new Place(port.id().toString(), place, extent, trial.subject(), trial.others(), 0);
    }

    private Place letters(OutputPort port, Erased erased, Wanted wanted) {
        Count own = new Count();
        Count others = new Count();
        long[] unattributed = {0};
        byte[] word = wanted.word();
        long read = new SealedLetters(fresh, topics).read(port.id(), letter -> {
            if (letter.key().isEmpty() && !port.schema().isEncrypted()) {
                return;
            }
            boolean open = letter.plain().isPresent();
            boolean names = !letter.attributed() && letter.names(word);
            if (letter.key().filter(erased.keys()::contains).isPresent() || names) {
                own.add(open);
            } else if (!letter.forgotten()) {
                others.add(open);
                unattributed[0] += letter.attributed() ? 0 : 1;
            }
        });
        return new Place(
                port.id().toString(), "dead-letters", read + " messages", own.tried(), others.tried(), unattributed[0]);
    }

    private static final class Count {
        private long tried;
        private long readable;

        void add(boolean open) {
            tried++;
            readable += open ? 1 : 0;
        }

        Tried tried() {
            return new Tried(tried, tried, readable);
        }
    }
}
