package dev.polder.server.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One page of a list.
 *
 * @param nextPageToken empty on the last page
 */
@JsonInclude
public record Page<T>(List<T> items, Optional<String> nextPageToken) {
    public Page {
        items = List.copyOf(items);
    }

    /**
     * Cuts the page out of one item more than it takes: that one says that there is another page.
     *
     * @param found at most {@link PageRequest#size()} + 1 items, in order
     * @param position what the next page begins after
     */
    public static <T> Page<T> of(List<T> found, PageRequest request, Function<T, String> position) {
        if (found.size() <= request.size()) {
            return new Page<>(found, Optional.empty());
        }
        List<T> items = found.subList(0, request.size());
        return new Page<>(items, Optional.of(PageRequest.token(position.apply(items.get(items.size() - 1)))));
    }

    /** The same page with other items. */
    public <R> Page<R> map(Function<T, R> mapping) {
        return new Page<>(items.stream().map(mapping).toList(), nextPageToken);
    }
}
