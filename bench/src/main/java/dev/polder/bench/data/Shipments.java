package dev.polder.bench.data;

import dev.polder.bench.data.JsonTree.Array;
import dev.polder.bench.data.JsonTree.Members;
import dev.polder.bench.data.JsonTree.Scalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Makes records under the contract {@code nested.odcs.yaml}. */
public final class Shipments {
    private final Random random = new Random(3);

    private Shipments() {}

    public static Records valid(int count) {
        Shipments shipments = new Shipments();
        List<String> texts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            texts.add(shipments.shipment(i).compact());
        }
        return Records.of(texts);
    }

    private Members shipment(int number) {
        Members place = new Members()
                .with("latitude", String.format(Locale.ROOT, "52.%05d", random.nextInt(100_000)))
                .with("longitude", String.format(Locale.ROOT, "4.%05d", random.nextInt(100_000)));
        Members address = new Members()
                .with("street", "\"Dijkweg " + random.nextInt(400) + "\"")
                .with("city", "\"Enkhuizen\"")
                .with("place", place);
        List<JsonTree> parcels = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(3); i++) {
            parcels.add(parcel());
        }
        return new Members()
                .with("shipment_id", String.format(Locale.ROOT, "\"SHP-%08d\"", number))
                .with("sent_at", at())
                .with("receiver", new Members().with("name", "\"A. de Vries\"").with("address", address))
                .with("tags", new Array(List.of(new Scalar("\"fragile\""), new Scalar("\"cold\""))))
                .with("parcels", new Array(parcels));
    }

    private Members parcel() {
        List<JsonTree> scans = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            scans.add(new Members().with("depot", "\"AMS\"").with("at", at()));
        }
        return new Members()
                .with("barcode", String.format(Locale.ROOT, "\"87%011d\"", Math.abs(random.nextInt())))
                .with("grams", Integer.toString(1 + random.nextInt(30_000)))
                .with("scans", new Array(scans));
    }

    private String at() {
        return String.format(
                Locale.ROOT,
                "\"2026-04-%02dT%02d:%02d:00Z\"",
                1 + random.nextInt(28),
                random.nextInt(24),
                random.nextInt(60));
    }
}
