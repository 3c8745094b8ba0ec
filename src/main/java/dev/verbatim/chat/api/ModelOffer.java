package dev.verbatim.chat.api;

import dev.verbatim.config.Catalogue;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** The models that a room can name now, as JSON; another catalogue takes the place of the one before. Any thread. */
public final class ModelOffer {
    private volatile JsonObject offered;

    /** What this catalogue offers. */
    public ModelOffer(Catalogue catalogue) {
        offered = offered(catalogue);
    }

    /** Offers what another catalogue has from now on. */
    public void exchange(Catalogue catalogue) {
        offered = offered(catalogue);
    }

    /** Not to be changed. */
    JsonObject json() {
        return offered;
    }

    private static JsonObject offered(Catalogue catalogue) {
        JsonArray models = new JsonArray();
        OfferedModel.of(catalogue).forEach(model -> models.add(model.json()));
        JsonObject json = new JsonObject().put("models", models);
        String byDefault = OfferedModel.byDefault(catalogue);
        return byDefault == null ? json : json.put("default", byDefault);
    }
}
