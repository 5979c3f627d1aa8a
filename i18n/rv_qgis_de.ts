<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
  <context>
    <name>RvStudio</name>
    <message>
      <location filename="../rv_qgis/bundled_help.py" />
      <source>Help</source>
      <translation>Hilfe</translation>
    </message>
    <message>
      <location filename="../rv_qgis/compare/compare_part.py" />
      <source>Blink the Chosen Layers</source>
      <translation>Gewählte Layer blinken lassen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/compare/compare_part.py" />
      <source>Blink the chosen layers, to compare them with the image</source>
      <translation>Gewählte Layer blinken lassen, um sie mit dem Bild zu vergleichen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/compare/compare_part.py" />
      <source>Blinking {layers}: press the button again to end</source>
      <translation>{layers} blinken: ein weiterer Klick auf den Knopf beendet es</translation>
    </message>
    <message>
      <location filename="../rv_qgis/compare/compare_part.py" />
      <source>Compare</source>
      <translation>Vergleichen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/compare/compare_part.py" />
      <source>Swipe the Chosen Layers</source>
      <translation>Gewählte Layer wischen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/compare/compare_part.py" />
      <source>Swipe the chosen layers: the line follows the mouse; T turns it, Esc ends</source>
      <translation>Gewählte Layer wischen: Die Linie folgt der Maus; T dreht sie, Esc beendet</translation>
    </message>
    <message>
      <location filename="../rv_qgis/compare/compare_part.py" />
      <source>Swiping {layers}: the line follows the mouse, T turns it, Esc ends</source>
      <translation>{layers} wischen: Die Linie folgt der Maus, T dreht sie, Esc beendet</translation>
    </message>
    <message>
      <location filename="../rv_qgis/compare/compare_part.py" />
      <source>There is no layer above the image. Choose a prediction in the list of layers.</source>
      <translation>Über dem Bild liegt kein Layer. Bitte in der Layerliste eine Vorhersage wählen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/engine_words.py" />
      <source>Checking the packages</source>
      <translation>Pakete werden geprüft</translation>
    </message>
    <message>
      <location filename="../rv_qgis/engine_words.py" />
      <source>Checking the scenes</source>
      <translation>Szenen werden geprüft</translation>
    </message>
    <message>
      <location filename="../rv_qgis/engine_words.py" />
      <source>Comparing '{scene}' with its labels</source>
      <translation>„{scene}“ wird mit seinen Labels verglichen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/engine_words.py" />
      <source>Comparing boxes with labels</source>
      <translation>Rahmen werden mit Labels verglichen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/engine_words.py" />
      <source>Copying {name}</source>
      <translation>{name} wird kopiert</translation>
    </message>
    <message>
      <location filename="../rv_qgis/engine_words.py" />
      <source>Cutting chips for training</source>
      <translation>Chips für das Training werden geschnitten</translation>
    </message>
    <message>
      <location filename="../rv_qgis/engine_words.py" />
      <source>Cutting chips for validation</source>
      <translation>Chips für die Validierung werden geschnitten</translation>
    </message>
    <message>
      <location filename="../rv_qgis/engine_words.py" />
      <source>Drawing a sample town</source>
      <translation>Eine Beispielstadt wird gezeichnet</translation>
    </message>
    <message>
      <location filename="../rv_qgis/engine_words.py" />
      <source>Drawing examples</source>
      <translation>Beispiele werden gezeichnet</translation>
    </message>
    <message>
      <location filename="../rv_qgis/engine_words.py" />
      <source>Drawing the sample towns</source>
      <translation>Die Beispielstädte werden gezeichnet</translation>
    </message>
    <message>
      <location filename="../rv_qgis/engine_words.py" />
      <source>Exporting chips, {name}</source>
      <translation>Chips werden exportiert, {name}</translation>
    </message>
    <message>
      <location filename="../rv_qgis/engine_words.py" />
      <source>Fetching {name}</source>
      <translation>{name} wird geholt</translation>
    </message>
    <message>
      <location filename="../rv_qgis/engine_words.py" />
      <source>Loading the model</source>
      <translation>Modell wird geladen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/engine_words.py" />
      <source>Looking at the images</source>
      <translation>Bilder werden angesehen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/engine_words.py" />
      <source>Looking for a learning rate</source>
      <translation>Eine Lernrate wird gesucht</translation>
    </message>
    <message>
      <location filename="../rv_qgis/engine_words.py" />
      <source>Measuring the bands</source>
      <translation>Kanäle werden vermessen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/engine_words.py" />
      <source>Merging boxes</source>
      <translation>Rahmen werden zusammengeführt</translation>
    </message>
    <message>
      <location filename="../rv_qgis/engine_words.py" />
      <source>Packing the model</source>
      <translation>Modell wird verpackt</translation>
    </message>
    <message>
      <location filename="../rv_qgis/engine_words.py" />
      <source>Placing the windows</source>
      <translation>Fenster werden gelegt</translation>
    </message>
    <message>
      <location filename="../rv_qgis/engine_words.py" />
      <source>Predicting '{scene}'</source>
      <translation>„{scene}“ wird kartiert</translation>
    </message>
    <message>
      <location filename="../rv_qgis/engine_words.py" />
      <source>Reading the map</source>
      <translation>Karte wird gelesen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/engine_words.py" />
      <source>Running the pipeline</source>
      <translation>Pipeline läuft</translation>
    </message>
    <message>
      <location filename="../rv_qgis/engine_words.py" />
      <source>Sending {name}</source>
      <translation>{name} wird gesendet</translation>
    </message>
    <message>
      <location filename="../rv_qgis/engine_words.py" />
      <source>The predicted cells have no probabilities, so there are no curves.</source>
      <translation>Die vorhergesagten Zellen haben keine Wahrscheinlichkeiten, deshalb gibt es keine Kurven.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/engine_words.py" />
      <source>There are no curves of precision, recall and reliability: they are drawn from the probabilities of the classes, which were not written. For them search the options of the wizard for 'probabilities', choose to write them, and run it again.</source>
      <translation>Es gibt keine Kurven von Precision, Recall und Zuverlässigkeit: Sie werden aus den Wahrscheinlichkeiten der Klassen gezeichnet, die nicht geschrieben wurden. Dafür im Assistenten die Optionen nach „probabilities“ durchsuchen, das Schreiben wählen und noch einmal ausführen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/engine_words.py" />
      <source>Training, epoch {epoch} of {count}</source>
      <translation>Training, Epoche {epoch} von {count}</translation>
    </message>
    <message>
      <location filename="../rv_qgis/engine_words.py" />
      <source>Trying out the training</source>
      <translation>Training wird ausprobiert</translation>
    </message>
    <message>
      <location filename="../rv_qgis/engine_words.py" />
      <source>Writing the map</source>
      <translation>Karte wird geschrieben</translation>
    </message>
    <message>
      <location filename="../rv_qgis/engine_words.py" />
      <source>bundles</source>
      <translation>Modellpaketen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/engine_words.py" />
      <source>cells</source>
      <translation>Zellen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/engine_words.py" />
      <source>chips</source>
      <translation>Chips</translation>
    </message>
    <message>
      <location filename="../rv_qgis/engine_words.py" />
      <source>commands</source>
      <translation>Befehlen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/engine_words.py" />
      <source>epochs</source>
      <translation>Epochen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/engine_words.py" />
      <source>files</source>
      <translation>Dateien</translation>
    </message>
    <message>
      <location filename="../rv_qgis/engine_words.py" />
      <source>images</source>
      <translation>Bildern</translation>
    </message>
    <message>
      <location filename="../rv_qgis/engine_words.py" />
      <source>models</source>
      <translation>Modellen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/engine_words.py" />
      <source>packages</source>
      <translation>Paketen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/engine_words.py" />
      <source>parts</source>
      <translation>Teilen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/engine_words.py" />
      <source>pictures</source>
      <translation>Bildern</translation>
    </message>
    <message>
      <location filename="../rv_qgis/engine_words.py" />
      <source>scenes</source>
      <translation>Szenen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/engine_words.py" />
      <source>steps</source>
      <translation>Schritten</translation>
    </message>
    <message>
      <location filename="../rv_qgis/engine_words.py" />
      <source>tiles</source>
      <translation>Kacheln</translation>
    </message>
    <message>
      <location filename="../rv_qgis/engine_words.py" />
      <source>trials</source>
      <translation>Versuchen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/engine_words.py" />
      <source>windows</source>
      <translation>Fenstern</translation>
    </message>
    <message>
      <location filename="../rv_qgis/engine_words.py" />
      <source>{label}, taken for {predicted}</source>
      <translation>{label}, gehalten für {predicted}</translation>
    </message>
    <message>
      <location filename="../rv_qgis/engine_words.py" />
      <source>{label}, taken for {predicted} ({share} % sure)</source>
      <translation>{label}, gehalten für {predicted} (zu {share} % sicher)</translation>
    </message>
    <message>
      <location filename="../rv_qgis/engine_words.py" />
      <source>{missed} missed, {false} false, {found} found</source>
      <translation>{missed} übersehen, {false} falsch, {found} gefunden</translation>
    </message>
    <message>
      <location filename="../rv_qgis/engine_words.py" />
      <source>{share} % of the pixels are wrong, mostly {label} taken for {predicted}</source>
      <translation>{share} % der Pixel sind falsch, meist {label} für {predicted} gehalten</translation>
    </message>
    <message>
      <location filename="../rv_qgis/forms/config_list_view.py" />
      <source>Add</source>
      <translation>Hinzufügen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/forms/config_list_view.py" />
      <source>Add to {list}</source>
      <translation>Zu {list} hinzufügen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/forms/config_list_view.py" />
      <source>Down</source>
      <translation>Nach unten</translation>
    </message>
    <message>
      <location filename="../rv_qgis/forms/config_list_view.py" />
      <source>Remove</source>
      <translation>Entfernen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/forms/config_list_view.py" />
      <source>Up</source>
      <translation>Nach oben</translation>
    </message>
    <message>
      <location filename="../rv_qgis/forms/config_view.py" />
      <source>Advanced ({counts})</source>
      <translation>Erweitert ({counts})</translation>
    </message>
    <message>
      <location filename="../rv_qgis/forms/config_view.py" />
      <source>{count} changed</source>
      <translation>{count} geändert</translation>
    </message>
    <message>
      <location filename="../rv_qgis/forms/config_view.py" />
      <source>{count} more</source>
      <translation>{count} weitere</translation>
    </message>
    <message>
      <location filename="../rv_qgis/forms/config_view.py" />
      <source>{count} with problems</source>
      <translation>{count} mit Problemen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/forms/config_view.py" />
      <source>{title} – with problems</source>
      <translation>{title} – mit Problemen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/forms/editors/colour_editor.py" />
      <source>Choose a colour</source>
      <translation>Farbe wählen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/forms/editors/json_editor.py" />
      <source>This is not JSON: {reason}</source>
      <translation>Das ist kein JSON: {reason}</translation>
    </message>
    <message>
      <location filename="../rv_qgis/forms/editors/make_editor.py" />
      <source>a list</source>
      <translation>eine Liste</translation>
    </message>
    <message>
      <location filename="../rv_qgis/forms/editors/make_editor.py" />
      <source>a number</source>
      <translation>eine Zahl</translation>
    </message>
    <message>
      <location filename="../rv_qgis/forms/editors/make_editor.py" />
      <source>a text</source>
      <translation>ein Text</translation>
    </message>
    <message>
      <location filename="../rv_qgis/forms/editors/make_editor.py" />
      <source>as JSON</source>
      <translation>als JSON</translation>
    </message>
    <message>
      <location filename="../rv_qgis/forms/editors/make_editor.py" />
      <source>left out</source>
      <translation>weggelassen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/forms/editors/make_editor.py" />
      <source>no</source>
      <translation>nein</translation>
    </message>
    <message>
      <location filename="../rv_qgis/forms/editors/make_editor.py" />
      <source>yes</source>
      <translation>ja</translation>
    </message>
    <message>
      <location filename="../rv_qgis/forms/editors/numbers_editor.py" />
      <source>'{text}' is no {kind}.</source>
      <translation>„{text}“ ist keine {kind}.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/forms/editors/numbers_editor.py" />
      <source>number</source>
      <translation>Zahl</translation>
    </message>
    <message>
      <location filename="../rv_qgis/forms/editors/numbers_editor.py" />
      <source>numbers with commas between, such as 1, 2, 3</source>
      <translation>Zahlen mit Kommas dazwischen, etwa 1, 2, 3</translation>
    </message>
    <message>
      <location filename="../rv_qgis/forms/editors/numbers_editor.py" />
      <source>whole number</source>
      <translation>ganze Zahl</translation>
    </message>
    <message>
      <location filename="../rv_qgis/forms/editors/optional_editor.py" />
      <source>Set</source>
      <translation>Setzen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/forms/editors/optional_editor.py" />
      <source>Whether this is given; the description says what happens if not.</source>
      <translation>Ob dies angegeben wird; die Beschreibung sagt, was sonst geschieht.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/forms/editors/path_editor.py" />
      <source>Choose a file</source>
      <translation>Datei wählen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/forms/editors/path_editor.py" />
      <source>Choose a folder</source>
      <translation>Ordner wählen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/forms/editors/texts_editor.py" />
      <source>Choose files</source>
      <translation>Dateien wählen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/forms/editors/texts_editor.py" />
      <source>new</source>
      <translation>neu</translation>
    </message>
    <message>
      <location filename="../rv_qgis/forms/field_row.py" />
      <source>Back to {value}</source>
      <translation>Zurück auf {value}</translation>
    </message>
    <message>
      <location filename="../rv_qgis/forms/field_row.py" />
      <source>This is the usual value</source>
      <translation>Das ist der übliche Wert</translation>
    </message>
    <message>
      <location filename="../rv_qgis/forms/field_row.py" />
      <source>Use the usual value, {value}</source>
      <translation>Üblichen Wert verwenden: {value}</translation>
    </message>
    <message>
      <location filename="../rv_qgis/forms/help_pane.py" />
      <source>Point at an option to read what it does.</source>
      <translation>Auf eine Option zeigen, um zu lesen, was sie bewirkt.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/forms/schema_form.py" />
      <source>No option has these words in its name or description.</source>
      <translation>Keine Option hat diese Wörter in Namen oder Beschreibung.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/forms/schema_form.py" />
      <source>Search the options</source>
      <translation>Optionen durchsuchen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/forms/value_check.py" />
      <source>A colour such as #2f7d32 is expected here.</source>
      <translation>Hier wird eine Farbe wie #2f7d32 erwartet.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/forms/value_check.py" />
      <source>A list is expected here.</source>
      <translation>Hier wird eine Liste erwartet.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/forms/value_check.py" />
      <source>A list such as [1, 2] is expected here.</source>
      <translation>Hier wird eine Liste wie [1, 2] erwartet.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/forms/value_check.py" />
      <source>A number is expected here.</source>
      <translation>Hier wird eine Zahl erwartet.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/forms/value_check.py" />
      <source>A text is expected here.</source>
      <translation>Hier wird ein Text erwartet.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/forms/value_check.py" />
      <source>A whole number is expected here.</source>
      <translation>Hier wird eine ganze Zahl erwartet.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/forms/value_check.py" />
      <source>An object such as {"name": 1} is expected here.</source>
      <translation>Hier wird ein Objekt wie {"name": 1} erwartet.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/forms/value_check.py" />
      <source>At least {count} must be given.</source>
      <translation>Mindestens {count} müssen angegeben werden.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/forms/value_check.py" />
      <source>It must be a multiple of {number}.</source>
      <translation>Muss ein Vielfaches von {number} sein.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/forms/value_check.py" />
      <source>It must be above {limit}.</source>
      <translation>Muss größer als {limit} sein.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/forms/value_check.py" />
      <source>It must be at least {limit}.</source>
      <translation>Muss mindestens {limit} sein.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/forms/value_check.py" />
      <source>It must be at most {limit}.</source>
      <translation>Darf höchstens {limit} sein.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/forms/value_check.py" />
      <source>It must be below {limit}.</source>
      <translation>Muss kleiner als {limit} sein.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/forms/value_check.py" />
      <source>Nothing is expected here.</source>
      <translation>Hier wird nichts erwartet.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/forms/value_check.py" />
      <source>This is not one of the values.</source>
      <translation>Das ist keiner der möglichen Werte.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/forms/value_check.py" />
      <source>Yes or no is expected here.</source>
      <translation>Hier wird Ja oder Nein erwartet.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/forms/value_check.py" />
      <source>{count} values are expected here.</source>
      <translation>Hier werden {count} Werte erwartet.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/labels/check_labels_algorithm.py" />
      <source>A layer with each problem, its text and its severity.</source>
      <translation>Ein Layer mit jedem Problem, dessen Text und Schwere.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/labels/check_labels_algorithm.py" />
      <source>Area that is labelled</source>
      <translation>Vollständig gelabelter Bereich</translation>
    </message>
    <message>
      <location filename="../rv_qgis/labels/check_labels_algorithm.py" />
      <source>Check labels</source>
      <translation>Labels prüfen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/labels/check_labels_algorithm.py" />
      <source>Errors</source>
      <translation>Fehler</translation>
    </message>
    <message>
      <location filename="../rv_qgis/labels/check_labels_algorithm.py" />
      <source>Expected classes</source>
      <translation>Erwartete Klassen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/labels/check_labels_algorithm.py" />
      <source>Field of the class</source>
      <translation>Feld der Klasse</translation>
    </message>
    <message>
      <location filename="../rv_qgis/labels/check_labels_algorithm.py" />
      <source>Finds what is wrong with training labels, before a training finds it.</source>
      <translation>Findet Fehler in Trainingslabels, bevor ein Training sie findet.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/labels/check_labels_algorithm.py" />
      <source>Image</source>
      <translation>Bild</translation>
    </message>
    <message>
      <location filename="../rv_qgis/labels/check_labels_algorithm.py" />
      <source>Labels</source>
      <translation>Labels</translation>
    </message>
    <message>
      <location filename="../rv_qgis/labels/check_labels_algorithm.py" />
      <source>Least area of a piece (square map units)</source>
      <translation>Mindestfläche eines Teils (Quadrateinheiten der Karte)</translation>
    </message>
    <message>
      <location filename="../rv_qgis/labels/check_labels_algorithm.py" />
      <source>Makes a layer of what is wrong with training labels: polygons of different classes that overlap, shapes that are not valid, labels without a class or with one that is not expected, tiny pieces, labels outside the image or drawn twice, and parts of the area in which everything should be labelled that are not.

Each problem has a text that says what to do, and a severity: errors spoil the training, warnings are worth a look, notes are good to know. Labels are not changed.</source>
      <translation>Erzeugt einen Layer mit allem, was an Trainingslabels nicht stimmt: überlappende Polygone verschiedener Klassen, ungültige Geometrien, Labels ohne Klasse oder mit einer unerwarteten, winzige Teile, Labels außerhalb des Bildes oder doppelt gezeichnete, und Stellen ohne Labels in dem Bereich, in dem alles gelabelt sein soll.

Jedes Problem hat einen Text, der sagt, was zu tun ist, und eine Schwere: Fehler verderben das Training, Warnungen sind einen Blick wert, Hinweise sind gut zu wissen. Labels werden nicht verändert.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/labels/check_labels_algorithm.py" />
      <source>Names with commas. Those that the form of the layer offers, or any, when left empty.</source>
      <translation>Namen mit Kommas. Leer: die des Layerformulars oder beliebige.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/labels/check_labels_algorithm.py" />
      <source>Notes</source>
      <translation>Hinweise</translation>
    </message>
    <message>
      <location filename="../rv_qgis/labels/check_labels_algorithm.py" />
      <source>Polygons in which everything is labelled. What is left out there is told of.</source>
      <translation>Polygone, in denen alles gelabelt ist. Was dort ausgelassen wurde, wird gemeldet.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/labels/check_labels_algorithm.py" />
      <source>Problems</source>
      <translation>Probleme</translation>
    </message>
    <message>
      <location filename="../rv_qgis/labels/check_labels_algorithm.py" />
      <source>Smaller pieces are told of; four pixels of the image when left empty.</source>
      <translation>Kleinere Teile werden gemeldet; leer: vier Pixel des Bildes.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/labels/check_labels_algorithm.py" />
      <source>The field that says what a label is. Without it, all are of one class.</source>
      <translation>Das Feld, das sagt, was ein Label ist. Ohne Feld gehören alle zu einer Klasse.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/labels/check_labels_algorithm.py" />
      <source>The image or the area has no place in the CRS of the labels ({crs}).</source>
      <translation>Bild oder Bereich lassen sich im KBS der Labels ({crs}) nicht darstellen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/labels/check_labels_algorithm.py" />
      <source>The image that is labelled. Labels outside it are told of.</source>
      <translation>Das gelabelte Bild. Labels außerhalb werden gemeldet.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/labels/check_labels_algorithm.py" />
      <source>The layer with the training labels.</source>
      <translation>Der Layer mit den Trainingslabels.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/labels/check_labels_algorithm.py" />
      <source>Training data</source>
      <translation>Trainingsdaten</translation>
    </message>
    <message>
      <location filename="../rv_qgis/labels/check_labels_algorithm.py" />
      <source>Warnings</source>
      <translation>Warnungen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/labels/check_labels_algorithm.py" />
      <source>deep learning,machine learning,labels,training,check,validate,overlap,topology</source>
      <translation>deep learning,machine learning,maschinelles lernen,labels,training,prüfen,validieren,überlappung,topologie</translation>
    </message>
    <message>
      <location filename="../rv_qgis/labels/check_labels_algorithm.py" />
      <source>label</source>
      <translation>Label</translation>
    </message>
    <message>
      <location filename="../rv_qgis/labels/check_labels_algorithm.py" />
      <source>{count} pixels</source>
      <translation>{count} Pixel</translation>
    </message>
    <message>
      <location filename="../rv_qgis/labels/check_labels_algorithm.py" />
      <source>{labels} labels: {errors} errors, {warnings} warnings, {notes} notes.</source>
      <translation>{labels} Labels: {errors} Fehler, {warnings} Warnungen, {notes} Hinweise.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/labels/label_check.py" />
      <source>'{first}' and '{second}' overlap: a place has one class only.</source>
      <translation>„{first}“ und „{second}“ überlappen: Eine Stelle hat nur eine Klasse.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/labels/label_check.py" />
      <source>A part of it lies outside the image, and is not learnt from.</source>
      <translation>Ein Teil liegt außerhalb des Bildes; daraus wird nicht gelernt.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/labels/label_check.py" />
      <source>It has no class. Give it one, or delete it.</source>
      <translation>Es hat keine Klasse. Bitte eine zuweisen oder das Label löschen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/labels/label_check.py" />
      <source>It has no shape. Delete it.</source>
      <translation>Es hat keine Geometrie. Bitte löschen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/labels/label_check.py" />
      <source>It is no polygon.</source>
      <translation>Es ist kein Polygon.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/labels/label_check.py" />
      <source>It is tiny: {area}, less than {least}. A stray click?</source>
      <translation>Es ist winzig: {area}, weniger als {least}. Ein versehentlicher Klick?</translation>
    </message>
    <message>
      <location filename="../rv_qgis/labels/label_check.py" />
      <source>It lies outside the image, and is not learnt from.</source>
      <translation>Es liegt außerhalb des Bildes; daraus wird nicht gelernt.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/labels/label_check.py" />
      <source>It was drawn twice. Delete one.</source>
      <translation>Es wurde doppelt gezeichnet. Bitte eines löschen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/labels/label_check.py" />
      <source>Its shape is not valid: {reason}. Redraw it, or run 'Fix geometries'.</source>
      <translation>Die Geometrie ist ungültig: {reason}. Neu zeichnen oder „Geometrien reparieren“ ausführen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/labels/label_check.py" />
      <source>Nothing is labelled here, though it lies in the area. It counts as background.</source>
      <translation>Hier ist nichts gelabelt, obwohl es im Bereich liegt. Es zählt als Hintergrund.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/labels/label_check.py" />
      <source>The class '{name}' is none of {names}. Is it a slip of the pen?</source>
      <translation>Die Klasse „{name}“ gehört nicht zu: {names}. Ein Schreibfehler?</translation>
    </message>
    <message>
      <location filename="../rv_qgis/labels/label_check.py" />
      <source>its border crosses itself</source>
      <translation>der Rand schneidet sich selbst</translation>
    </message>
    <message>
      <location filename="../rv_qgis/labels/labels_part.py" />
      <source>Check Labels...</source>
      <translation>Labels prüfen...</translation>
    </message>
    <message>
      <location filename="../rv_qgis/labels/labels_part.py" />
      <source>Draw around what you see on the image; a right click ends a polygon.</source>
      <translation>Umrisse dessen zeichnen, was auf dem Bild zu sehen ist; ein Rechtsklick beendet ein Polygon.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/labels/labels_part.py" />
      <source>New Training Labels...</source>
      <translation>Neue Trainingslabels...</translation>
    </message>
    <message>
      <location filename="../rv_qgis/labels/labels_part.py" />
      <source>New training labels</source>
      <translation>Neue Trainingslabels</translation>
    </message>
    <message>
      <location filename="../rv_qgis/labels/new_labels.py" />
      <source>'{path}' cannot be written: {reason}</source>
      <translation>„{path}“ kann nicht geschrieben werden: {reason}</translation>
    </message>
    <message>
      <location filename="../rv_qgis/labels/new_labels.py" />
      <source>'{path}' exists already, and may hold labels.</source>
      <translation>„{path}“ ist bereits vorhanden und könnte Labels enthalten.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/labels/new_labels.py" />
      <source>Choose a folder that you may write to.</source>
      <translation>Bitte einen Ordner mit Schreibrecht wählen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/labels/new_labels.py" />
      <source>Choose another name.</source>
      <translation>Bitte einen anderen Namen wählen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/labels/new_labels.py" />
      <source>Classes of the labels</source>
      <translation>Klassen der Labels</translation>
    </message>
    <message>
      <location filename="../rv_qgis/labels/new_labels.py" />
      <source>no known class</source>
      <translation>keine bekannte Klasse</translation>
    </message>
    <message>
      <location filename="../rv_qgis/labels/new_labels_dialog.py" />
      <source>'{name}' exists already: choose another name.</source>
      <translation>„{name}“ ist bereits vorhanden: Bitte einen anderen Namen wählen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/labels/new_labels_dialog.py" />
      <source>Add a class</source>
      <translation>Klasse hinzufügen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/labels/new_labels_dialog.py" />
      <source>Add at least one class.</source>
      <translation>Bitte mindestens eine Klasse hinzufügen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/labels/new_labels_dialog.py" />
      <source>Add the image to the project first: the labels get its CRS.</source>
      <translation>Bitte zuerst das Bild zum Projekt hinzufügen: Die Labels erhalten sein KBS.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/labels/new_labels_dialog.py" />
      <source>Choose a file for the labels.</source>
      <translation>Bitte eine Datei für die Labels wählen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/labels/new_labels_dialog.py" />
      <source>Class</source>
      <translation>Klasse</translation>
    </message>
    <message>
      <location filename="../rv_qgis/labels/new_labels_dialog.py" />
      <source>Classes</source>
      <translation>Klassen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/labels/new_labels_dialog.py" />
      <source>Colour</source>
      <translation>Farbe</translation>
    </message>
    <message>
      <location filename="../rv_qgis/labels/new_labels_dialog.py" />
      <source>Colour of class {number}</source>
      <translation>Farbe von Klasse {number}</translation>
    </message>
    <message>
      <location filename="../rv_qgis/labels/new_labels_dialog.py" />
      <source>Each class needs a name of its own.</source>
      <translation>Jede Klasse braucht einen eigenen Namen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/labels/new_labels_dialog.py" />
      <source>File</source>
      <translation>Datei</translation>
    </message>
    <message>
      <location filename="../rv_qgis/labels/new_labels_dialog.py" />
      <source>GeoPackage (*.gpkg)</source>
      <translation>GeoPackage (*.gpkg)</translation>
    </message>
    <message>
      <location filename="../rv_qgis/labels/new_labels_dialog.py" />
      <source>Give each class a name.</source>
      <translation>Bitte jeder Klasse einen Namen geben.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/labels/new_labels_dialog.py" />
      <source>Name of class {number}</source>
      <translation>Name von Klasse {number}</translation>
    </message>
    <message>
      <location filename="../rv_qgis/labels/new_labels_dialog.py" />
      <source>Name of the class</source>
      <translation>Name der Klasse</translation>
    </message>
    <message>
      <location filename="../rv_qgis/labels/new_labels_dialog.py" />
      <source>New Training Labels</source>
      <translation>Neue Trainingslabels</translation>
    </message>
    <message>
      <location filename="../rv_qgis/labels/new_labels_dialog.py" />
      <source>Remove the class</source>
      <translation>Klasse entfernen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/labels/new_labels_dialog.py" />
      <source>Start Drawing</source>
      <translation>Zeichnen beginnen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/labels/new_labels_dialog.py" />
      <source>The field's name is one word of letters and digits, such as 'class'.</source>
      <translation>Der Feldname ist ein Wort aus Buchstaben und Ziffern, etwa „klasse“.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/labels/new_labels_dialog.py" />
      <source>building</source>
      <translation>Gebäude</translation>
    </message>
    <message>
      <location filename="../rv_qgis/labels/new_labels_dialog.py" />
      <source>training</source>
      <translation>Training</translation>
    </message>
    <message>
      <location filename="../rv_qgis/layers/extent.py" />
      <source>The extent cannot be expressed in the CRS of the image ({crs}).</source>
      <translation>Die Ausdehnung lässt sich im KBS des Bildes ({crs}) nicht darstellen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/layers/extent.py" />
      <source>The extent does not touch the image '{image}'.</source>
      <translation>Die Ausdehnung berührt das Bild „{image}“ nicht.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/layers/extent.py" />
      <source>Zoom to the image and take the extent from the map.</source>
      <translation>Auf das Bild zoomen und die Ausdehnung von der Karte übernehmen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/layers/extent.py" />
      <source>Zoom to the image, or leave the extent empty to predict all of it.</source>
      <translation>Auf das Bild zoomen oder die Ausdehnung leer lassen, um alles vorherzusagen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/layers/provenance.py" />
      <source>Classes: {classes}.</source>
      <translation>Klassen: {classes}.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/layers/provenance.py" />
      <source>Made by RV Studio {version}.</source>
      <translation>Erstellt mit RV Studio {version}.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/layers/raster_file.py" />
      <source>'{path}' cannot be read as its layer shows it: {reason}</source>
      <translation>„{path}“ kann nicht so gelesen werden, wie sein Layer es zeigt: {reason}</translation>
    </message>
    <message>
      <location filename="../rv_qgis/layers/raster_file.py" />
      <source>Bend it for good with Raster &gt; Projections &gt; Warp, and choose the result.</source>
      <translation>Es mit Raster &gt; Projektionen &gt; Transformieren dauerhaft entzerren, und das Ergebnis wählen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/layers/raster_file.py" />
      <source>Layer '{layer}' comes from the source '{provider}', not from a file.</source>
      <translation>Layer „{layer}“ stammt aus der Quelle „{provider}“, nicht aus einer Datei.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/layers/raster_file.py" />
      <source>Layer '{layer}' has several values that mean 'no data', but a file has one.</source>
      <translation>Layer „{layer}“ hat mehrere NoData-Werte, eine Datei aber nur einen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/layers/raster_file.py" />
      <source>Layer '{layer}' is not a single file on this computer: '{source}'.</source>
      <translation>Layer „{layer}“ ist keine einzelne Datei auf diesem Computer: „{source}“.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/layers/raster_file.py" />
      <source>Save it as a GeoTIFF (Layer &gt; Save As...) and choose that one.</source>
      <translation>Als GeoTIFF speichern (Layer &gt; Speichern als...) und dieses wählen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/layers/raster_file.py" />
      <source>The image '{path}' has control points only, by which QGIS bends it to show it.</source>
      <translation>Das Bild „{path}“ hat nur Passpunkte, mit denen QGIS es für die Anzeige verzerrt.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/layers/vector_file.py" />
      <source>Choose one of its fields: {fields}.</source>
      <translation>Bitte eines seiner Felder wählen: {fields}.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/layers/vector_file.py" />
      <source>Layer '{layer}' has no field '{field}'.</source>
      <translation>Layer „{layer}“ hat kein Feld „{field}“.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/layers/vector_file.py" />
      <source>none</source>
      <translation>keine</translation>
    </message>
    <message>
      <location filename="../rv_qgis/layers/window_style.py" />
      <source>Training</source>
      <translation>Training</translation>
    </message>
    <message>
      <location filename="../rv_qgis/layers/window_style.py" />
      <source>Validation</source>
      <translation>Validierung</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/add_button.py" />
      <source>Add a Model from an Address</source>
      <translation>Modell von einer Adresse hinzufügen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/add_button.py" />
      <source>Add a model</source>
      <translation>Modell hinzufügen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/add_button.py" />
      <source>Add models</source>
      <translation>Modelle hinzufügen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/add_button.py" />
      <source>Address of the model bundle (https://…/model-bundle.zip):</source>
      <translation>Adresse des Modellpakets (https://…/model-bundle.zip):</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/add_button.py" />
      <source>From a File...</source>
      <translation>Aus Datei...</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/add_button.py" />
      <source>From an Address...</source>
      <translation>Von einer Adresse...</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/add_button.py" />
      <source>Model bundles (*.zip)</source>
      <translation>Modellpakete (*.zip)</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/add_button.py" />
      <source>No folder is watched</source>
      <translation>Kein Ordner wird überwacht</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/add_button.py" />
      <source>Watch No More</source>
      <translation>Nicht mehr überwachen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/add_button.py" />
      <source>Watch a Folder...</source>
      <translation>Ordner überwachen...</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/add_button.py" />
      <source>Watch a folder for models</source>
      <translation>Ordner auf Modelle überwachen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_actions.py" />
      <source>Copy the File, to Share It</source>
      <translation>Datei zum Weitergeben kopieren</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_actions.py" />
      <source>Open Its Folder</source>
      <translation>Ordner öffnen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_actions.py" />
      <source>Predict...</source>
      <translation>Vorhersagen...</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_actions.py" />
      <source>Remove from the List</source>
      <translation>Aus der Liste entfernen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_actions.py" />
      <source>Rename</source>
      <translation>Umbenennen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_actions.py" />
      <source>Save a Copy...</source>
      <translation>Kopie speichern...</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_actions.py" />
      <source>Show Its Report</source>
      <translation>Bericht anzeigen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_actions.py" />
      <source>Show Where It Was Trained</source>
      <translation>Trainingsort anzeigen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_actions.py" />
      <source>Zoom to Where It Was Trained</source>
      <translation>Zum Trainingsort zoomen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_admission.py" />
      <source>Reading {name}</source>
      <translation>{name} wird gelesen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_card.py" />
      <source>Choose a model above.</source>
      <translation>Bitte oben ein Modell wählen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_card.py" />
      <source>No models yet. Each training leaves one here. Add others with the plus above, or drop their files here.</source>
      <translation>Noch keine Modelle. Jedes Training legt hier eines ab. Weitere lassen sich oben mit dem Plus hinzufügen oder als Dateien hierher ziehen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_card.py" />
      <source>The chosen model</source>
      <translation>Das gewählte Modell</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_copy.py" />
      <source>Choose another folder, or make room on the disk.</source>
      <translation>Bitte einen anderen Ordner wählen oder Speicherplatz freigeben.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_dialog.py" />
      <source>A Model from Elsewhere</source>
      <translation>Ein Modell von anderswo</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_dialog.py" />
      <source>Use This Model</source>
      <translation>Dieses Modell verwenden</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_dialog.py" />
      <source>What it wants</source>
      <translation>Was es verlangt</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_dialog.py" />
      <source>What the model is and what it needs</source>
      <translation>Was das Modell ist und was es braucht</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_download.py" />
      <source>'{address}' cannot be downloaded: {reason}</source>
      <translation>„{address}“ kann nicht heruntergeladen werden: {reason}</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_download.py" />
      <source>'{address}' is no address of a file.</source>
      <translation>„{address}“ ist keine Adresse einer Datei.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_download.py" />
      <source>'{path}' cannot be written: {reason}.</source>
      <translation>„{path}“ kann nicht geschrieben werden: {reason}.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_download.py" />
      <source>Check the address and the network settings of QGIS.</source>
      <translation>Bitte die Adresse und die Netzwerkeinstellungen von QGIS prüfen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_download.py" />
      <source>Check the address.</source>
      <translation>Bitte die Adresse prüfen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_download.py" />
      <source>It begins with https:// and ends in .zip.</source>
      <translation>Sie beginnt mit https:// und endet mit .zip.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_download.py" />
      <source>The file at '{address}' is larger than any bundle.</source>
      <translation>Die Datei unter „{address}“ ist größer als jedes Modellpaket.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_download.py" />
      <source>The folder '{folder}' cannot be made: {reason}.</source>
      <translation>Der Ordner „{folder}“ kann nicht angelegt werden: {reason}.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_download.py" />
      <source>no answer</source>
      <translation>keine Antwort</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_file.py" />
      <source>'{name}' is a model bundle of Raster Vision. Its weights can hold program code, so RV Studio does not open it.</source>
      <translation>„{name}“ ist ein Modellpaket von Raster Vision. Seine Gewichte können Programmcode enthalten, daher öffnet RV Studio es nicht.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_file.py" />
      <source>'{path}' has bundle version {version}, but this plugin knows {known}.</source>
      <translation>„{path}“ hat die Modellpaket-Version {version}, dieses Plugin kennt aber {known}.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_file.py" />
      <source>'{path}' is no model bundle of RV Studio, or it is damaged.</source>
      <translation>„{path}“ ist kein Modellpaket von RV Studio oder ist beschädigt.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_file.py" />
      <source>Check the path.</source>
      <translation>Bitte den Pfad prüfen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_file.py" />
      <source>Choose a model-bundle.zip that a training has made, or download it again.</source>
      <translation>Bitte eine model-bundle.zip aus einem Training wählen oder sie erneut herunterladen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_file.py" />
      <source>Convert its config with 'Convert Raster Vision config', and train again.</source>
      <translation>Die Konfiguration mit „Raster-Vision-Konfiguration umwandeln“ umwandeln und neu trainieren.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_file.py" />
      <source>Do not use it unless you know where it comes from.</source>
      <translation>Nur verwenden, wenn die Herkunft bekannt ist.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_file.py" />
      <source>It was trained without validation data.</source>
      <translation>Es wurde ohne Validierungsdaten trainiert.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_file.py" />
      <source>The bundle '{path}' does not exist.</source>
      <translation>Das Modellpaket „{path}“ ist nicht vorhanden.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_file.py" />
      <source>The bundle '{path}' holds no evaluation.</source>
      <translation>Das Modellpaket „{path}“ enthält keine Auswertung.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_file.py" />
      <source>The bundle '{path}' is larger than any real one.</source>
      <translation>Das Modellpaket „{path}“ ist größer als jedes echte.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_file.py" />
      <source>Update RV Studio.</source>
      <translation>Bitte RV Studio aktualisieren.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_html.py" />
      <source>&lt;b&gt;It holds files that no model has: {names}.&lt;/b&gt; They may be program code. RV Studio does not open this bundle.</source>
      <translation>&lt;b&gt;Es enthält Dateien, die kein Modell hat: {names}.&lt;/b&gt; Sie könnten Programmcode sein. RV Studio öffnet dieses Modellpaket nicht.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_html.py" />
      <source>&lt;b&gt;It needs parts that come with neither RV Studio nor this file: {names}.&lt;/b&gt; They belong to a plugin for the engine, which is program code. It works only when you have installed that plugin yourself; do so only if you trust its maker.</source>
      <translation>&lt;b&gt;Es braucht Teile, die weder mit RV Studio noch mit dieser Datei kommen: {names}.&lt;/b&gt; Sie gehören zu einer Erweiterung der Engine, also Programmcode. Das Modell funktioniert nur, wenn diese Erweiterung selbst installiert wurde; das sollte nur geschehen, wenn ihrem Hersteller zu trauen ist.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_html.py" />
      <source>Bands</source>
      <translation>Kanäle</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_html.py" />
      <source>Chip classification</source>
      <translation>Chip-Klassifikation</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_html.py" />
      <source>F1</source>
      <translation>F1</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_html.py" />
      <source>F1 of each class: {scores}</source>
      <translation>F1 jeder Klasse: {scores}</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_html.py" />
      <source>From</source>
      <translation>Von</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_html.py" />
      <source>It holds no program code: weights and descriptions only. Predicting with it runs nothing but RV Studio itself.</source>
      <translation>Es enthält keinen Programmcode, nur Gewichte und Beschreibungen. Beim Vorhersagen läuft nichts außer RV Studio selbst.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_html.py" />
      <source>It names no licence: ask its maker what you may do with it.</source>
      <translation>Es nennt keine Lizenz: Bitte beim Hersteller erfragen, was erlaubt ist.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_html.py" />
      <source>Licence</source>
      <translation>Lizenz</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_html.py" />
      <source>Looks at</source>
      <translation>Betrachtet</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_html.py" />
      <source>Made</source>
      <translation>Erstellt</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_html.py" />
      <source>Model</source>
      <translation>Modell</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_html.py" />
      <source>Object detection</source>
      <translation>Objekterkennung</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_html.py" />
      <source>Pixel size</source>
      <translation>Pixelgröße</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_html.py" />
      <source>Quality</source>
      <translation>Güte</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_html.py" />
      <source>Semantic segmentation</source>
      <translation>Semantische Segmentierung</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_html.py" />
      <source>Size</source>
      <translation>Größe</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_html.py" />
      <source>Task</source>
      <translation>Aufgabe</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_html.py" />
      <source>Trained on</source>
      <translation>Trainiert mit</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_html.py" />
      <source>a file that was added</source>
      <translation>eine hinzugefügte Datei</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_html.py" />
      <source>a run on this computer</source>
      <translation>ein Lauf auf diesem Computer</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_html.py" />
      <source>a watched folder</source>
      <translation>ein überwachter Ordner</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_html.py" />
      <source>and {count} more</source>
      <translation>und {count} weitere</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_html.py" />
      <source>background</source>
      <translation>Hintergrund</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_html.py" />
      <source>mAP50</source>
      <translation>mAP50</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_html.py" />
      <source>mean IoU</source>
      <translation>mittlere IoU</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_html.py" />
      <source>none given</source>
      <translation>keine angegeben</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_html.py" />
      <source>{count}: bands {numbers} of the training images</source>
      <translation>{count}: Kanäle {numbers} der Trainingsbilder</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_html.py" />
      <source>{moment} with RV Studio {version}</source>
      <translation>{moment} mit RV Studio {version}</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_html.py" />
      <source>{side} × {side} pixels at once</source>
      <translation>{side} × {side} Pixel auf einmal</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_list.py" />
      <source>Looking up the models of RV Studio</source>
      <translation>Modelle von RV Studio werden gesucht</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_model.py" />
      <source>cannot be read</source>
      <translation>nicht lesbar</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_model.py" />
      <source>not safe to use</source>
      <translation>nicht sicher verwendbar</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_picker.py" />
      <source>Models</source>
      <translation>Modelle</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_picker.py" />
      <source>Search name, class, task</source>
      <translation>Name, Klasse, Aufgabe suchen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/bundle_picker.py" />
      <source>Search the models</source>
      <translation>Modelle durchsuchen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/download_row.py" />
      <source>Cancel</source>
      <translation>Abbrechen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/download_row.py" />
      <source>Connecting…</source>
      <translation>Verbinden…</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/download_row.py" />
      <source>Download</source>
      <translation>Herunterladen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/download_row.py" />
      <source>{received} of {total}</source>
      <translation>{received} von {total}</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/library_part.py" />
      <source>Show Models</source>
      <translation>Modelle anzeigen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/models_dock.py" />
      <source>Delete the downloaded file of '{name}' as well?</source>
      <translation>Auch die heruntergeladene Datei von „{name}“ löschen?</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/models_dock.py" />
      <source>RV models</source>
      <translation>RV Modelle</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/models_dock.py" />
      <source>Remove a Model</source>
      <translation>Modell entfernen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/models_dock.py" />
      <source>Save a copy of the model</source>
      <translation>Kopie des Modells speichern</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/models_dock.py" />
      <source>Saved: {path}</source>
      <translation>Gespeichert: {path}</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/models_dock.py" />
      <source>The model's file is on the clipboard; paste it where it shall go.</source>
      <translation>Die Modelldatei ist in der Zwischenablage und kann am Ziel eingefügt werden.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/library/thumbnails.py" />
      <source>Reading pictures</source>
      <translation>Bilder werden gelesen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/plugin.py" />
      <source>Predict with Bundle...</source>
      <translation>Mit Modellpaket vorhersagen...</translation>
    </message>
    <message>
      <location filename="../rv_qgis/predict/area.py" />
      <source>Give the map the CRS of the image: Set Project CRS from Layer.</source>
      <translation>Der Karte das KBS des Bildes geben: Layer-KBS dem Projekt zuweisen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/predict/area.py" />
      <source>No polygons are selected.</source>
      <translation>Es sind keine Polygone ausgewählt.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/predict/area.py" />
      <source>Select polygons of the active layer, or choose to predict the visible map.</source>
      <translation>Polygone des aktiven Layers auswählen oder den sichtbaren Kartenausschnitt vorhersagen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/predict/area.py" />
      <source>Select polygons that lie on the image.</source>
      <translation>Bitte Polygone auswählen, die auf dem Bild liegen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/predict/area.py" />
      <source>The map cannot be expressed in the CRS of the image ({crs}).</source>
      <translation>Die Karte lässt sich im KBS des Bildes ({crs}) nicht darstellen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/predict/area.py" />
      <source>The map does not show the image '{image}'.</source>
      <translation>Die Karte zeigt das Bild „{image}“ nicht.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/predict/area.py" />
      <source>The selected polygons do not touch the image '{image}'.</source>
      <translation>Die ausgewählten Polygone berühren das Bild „{image}“ nicht.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/predict/area.py" />
      <source>Zoom to the image, or choose to predict the whole layer.</source>
      <translation>Auf das Bild zoomen oder den ganzen Layer vorhersagen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/predict/bundle_locator.py" />
      <source>Models of RV Studio</source>
      <translation>Modelle von RV Studio</translation>
    </message>
    <message>
      <location filename="../rv_qgis/predict/bundle_locator.py" />
      <source>Predict with {bundle}</source>
      <translation>Mit {bundle} vorhersagen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/predict/confidence_slider.py" />
      <source>Confidence (RV Studio)</source>
      <translation>Konfidenz (RV Studio)</translation>
    </message>
    <message>
      <location filename="../rv_qgis/predict/confidence_slider.py" />
      <source>Confidence from</source>
      <translation>Konfidenz ab</translation>
    </message>
    <message>
      <location filename="../rv_qgis/predict/confidence_slider.py" />
      <source>Least confidence</source>
      <translation>Mindestkonfidenz</translation>
    </message>
    <message>
      <location filename="../rv_qgis/predict/confidence_slider.py" />
      <source>Only what the model is at least as sure of is shown. Move it to the left for more.</source>
      <translation>Nur was das Modell mindestens so sicher erkennt, wird angezeigt. Nach links schieben, um mehr zu sehen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/predict/confidence_slider.py" />
      <source>{value} %</source>
      <translation>{value} %</translation>
    </message>
    <message>
      <location filename="../rv_qgis/predict/fit.py" />
      <source>'{path}' cannot be read: {reason}</source>
      <translation>„{path}“ kann nicht gelesen werden: {reason}</translation>
    </message>
    <message>
      <location filename="../rv_qgis/predict/fit.py" />
      <source>The model looks at {needed} bands; the image has {given}.</source>
      <translation>Das Modell betrachtet {needed} Kanäle; das Bild hat {given}.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/predict/fit.py" />
      <source>The model was trained on {trained} values, but the image has {given}, which mean something else to it.</source>
      <translation>Das Modell wurde mit {trained}-Werten trainiert, das Bild hat aber {given}, was für das Modell etwas anderes bedeutet.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/predict/fit.py" />
      <source>The pixels of the image are {ratio:.1f} times as large as those that the model was trained on: it will hardly recognise anything.</source>
      <translation>Die Pixel des Bildes sind {ratio:.1f}-mal so groß wie die, mit denen das Modell trainiert wurde: Es wird kaum etwas erkennen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/predict/fit.py" />
      <source>The pixels of the image are {ratio:.1f} times smaller than those that the model was trained on: it will hardly recognise anything.</source>
      <translation>Die Pixel des Bildes sind {ratio:.1f}-mal kleiner als die, mit denen das Modell trainiert wurde: Es wird kaum etwas erkennen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/predict/fit.py" />
      <source>others</source>
      <translation>andere</translation>
    </message>
    <message>
      <location filename="../rv_qgis/predict/fit_dialog.py" />
      <source>Band {number} of the model</source>
      <translation>Kanal {number} des Modells</translation>
    </message>
    <message>
      <location filename="../rv_qgis/predict/fit_dialog.py" />
      <source>Convert the image with the scaling of the training images, then retry.</source>
      <translation>Das Bild mit der Skalierung der Trainingsbilder umwandeln und erneut versuchen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/predict/fit_dialog.py" />
      <source>Predict</source>
      <translation>Vorhersagen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/predict/fit_dialog.py" />
      <source>Resample the image to the model's pixel size (the map has those pixels then)</source>
      <translation>Bild auf die Pixelgröße des Modells umrechnen (die Karte hat dann diese Pixel)</translation>
    </message>
    <message>
      <location filename="../rv_qgis/predict/fit_dialog.py" />
      <source>Resolution</source>
      <translation>Auflösung</translation>
    </message>
    <message>
      <location filename="../rv_qgis/predict/fit_dialog.py" />
      <source>Stretch the values: the darkest of each band to 0, the brightest to 255</source>
      <translation>Werte strecken: den dunkelsten jedes Kanals auf 0, den hellsten auf 255</translation>
    </message>
    <message>
      <location filename="../rv_qgis/predict/fit_dialog.py" />
      <source>The bands are as the model's.</source>
      <translation>Die Kanäle sind wie die des Modells.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/predict/fit_dialog.py" />
      <source>The image '{image}' does not fit the model as it is.</source>
      <translation>Das Bild „{image}“ passt so nicht zum Modell.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/predict/fit_dialog.py" />
      <source>Values</source>
      <translation>Werte</translation>
    </message>
    <message>
      <location filename="../rv_qgis/predict/one_click.py" />
      <source>Predicted in {all:.2f} s, {model:.2f} s of them in the model.</source>
      <translation>Vorhergesagt in {all:.2f} s, davon {model:.2f} s im Modell.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/predict/one_click.py" />
      <source>The map shows too much of '{image}' to be predicted live.</source>
      <translation>Die Karte zeigt zu viel von „{image}“ für eine Live-Vorhersage.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/predict/one_click.py" />
      <source>The model found nothing here.</source>
      <translation>Das Modell hat hier nichts gefunden.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/predict/one_click.py" />
      <source>The model is at least {percent} % sure of nothing here. Move the slider below the layer to the left to see what it is less sure of.</source>
      <translation>Das Modell ist sich hier bei nichts zu mindestens {percent} % sicher. Schieben Sie den Regler unter dem Layer nach links, um zu sehen, wobei es weniger sicher ist.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/predict/one_click.py" />
      <source>Zoom in, or predict the visible map with a click.</source>
      <translation>Hineinzoomen oder den sichtbaren Kartenausschnitt per Klick vorhersagen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/predict/predict_menu.py" />
      <source>Choose File...</source>
      <translation>Datei wählen...</translation>
    </message>
    <message>
      <location filename="../rv_qgis/predict/predict_menu.py" />
      <source>Confidence, with a Slider</source>
      <translation>Konfidenz, mit Schieberegler</translation>
    </message>
    <message>
      <location filename="../rv_qgis/predict/predict_menu.py" />
      <source>Follow the Map (Live)</source>
      <translation>Der Karte folgen (live)</translation>
    </message>
    <message>
      <location filename="../rv_qgis/predict/predict_menu.py" />
      <source>Free the Engine's Memory</source>
      <translation>Speicher der Engine freigeben</translation>
    </message>
    <message>
      <location filename="../rv_qgis/predict/predict_menu.py" />
      <source>Map of Pixels</source>
      <translation>Pixelkarte</translation>
    </message>
    <message>
      <location filename="../rv_qgis/predict/predict_menu.py" />
      <source>No models yet: train one, or choose a file</source>
      <translation>Noch keine Modelle: eines trainieren oder eine Datei wählen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/predict/predict_menu.py" />
      <source>Polygons</source>
      <translation>Polygone</translation>
    </message>
    <message>
      <location filename="../rv_qgis/predict/predict_menu.py" />
      <source>Result</source>
      <translation>Ergebnis</translation>
    </message>
    <message>
      <location filename="../rv_qgis/predict/predict_menu.py" />
      <source>Selected Polygons</source>
      <translation>Ausgewählte Polygone</translation>
    </message>
    <message>
      <location filename="../rv_qgis/predict/predict_menu.py" />
      <source>The Whole Layer</source>
      <translation>Der ganze Layer</translation>
    </message>
    <message>
      <location filename="../rv_qgis/predict/predict_menu.py" />
      <source>The map of pixels gets a slider in the layer tree that hides what the model is not sure of. Boxes and cells always have one.</source>
      <translation>Die Pixelkarte erhält im Layerbaum einen Schieberegler, der ausblendet, wobei das Modell nicht sicher ist. Boxen und Zellen haben immer einen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/predict/predict_menu.py" />
      <source>What the Map Shows</source>
      <translation>Der sichtbare Kartenausschnitt</translation>
    </message>
    <message>
      <location filename="../rv_qgis/predict/predict_menu.py" />
      <source>{classes} ({path})</source>
      <translation>{classes} ({path})</translation>
    </message>
    <message>
      <location filename="../rv_qgis/predict/predict_part.py" />
      <source>Add a raster layer, and zoom to what you want to predict.</source>
      <translation>Einen Rasterlayer hinzufügen und auf den gewünschten Bereich zoomen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/predict/predict_part.py" />
      <source>Choose a Model</source>
      <translation>Modell wählen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/predict/predict_part.py" />
      <source>Choose a model, and predict what the map shows with a click.</source>
      <translation>Ein Modell wählen und den sichtbaren Kartenausschnitt per Klick vorhersagen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/predict/predict_part.py" />
      <source>Predict with</source>
      <translation>Vorhersagen mit</translation>
    </message>
    <message>
      <location filename="../rv_qgis/predict/predict_part.py" />
      <source>Predict with the model '{bundle}'.</source>
      <translation>Mit dem Modell „{bundle}“ vorhersagen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/predict/predict_part.py" />
      <source>The engine that was kept ready has ended: {reason} A click starts it again.</source>
      <translation>Die bereitgehaltene Engine wurde beendet: {reason} Ein Klick startet sie wieder.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/predict/predict_part.py" />
      <source>The engine that was kept ready has ended: {reason} It has been started again.</source>
      <translation>Die bereitgehaltene Engine wurde beendet: {reason} Sie wurde neu gestartet.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/predict/predict_part.py" />
      <source>There is no image on the map.</source>
      <translation>Auf der Karte ist kein Bild.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/predict/predict_part.py" />
      <source>{bundle} (live)</source>
      <translation>{bundle} (live)</translation>
    </message>
    <message>
      <location filename="../rv_qgis/predict/prediction_job.py" />
      <source>Predicted from the image '{image}' with the model bundle '{bundle}'.</source>
      <translation>Vorhergesagt aus dem Bild „{image}“ mit dem Modellpaket „{bundle}“.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/predict/prediction_layers.py" />
      <source>Predictions on {image}</source>
      <translation>Vorhersagen auf {image}</translation>
    </message>
    <message>
      <location filename="../rv_qgis/predict/prediction_layers.py" />
      <source>{title}, polygons</source>
      <translation>{title}, Polygone</translation>
    </message>
    <message>
      <location filename="../rv_qgis/predict/progress_item.py" />
      <source>Predicting '{image}' with {model}.</source>
      <translation>„{image}“ wird mit {model} vorhergesagt.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/predict/progress_item.py" />
      <source>Progress</source>
      <translation>Fortschritt</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/analyze_algorithm.py" />
      <source>ANALYZE: measure images</source>
      <translation>ANALYZE: Bilder vermessen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/analyze_algorithm.py" />
      <source>Measures the images of a pipeline.</source>
      <translation>Vermisst die Bilder einer Pipeline.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/analyze_algorithm.py" />
      <source>Measures the values of the images of a pipeline config, band by band, where its parts ask for it: images that are not 8 bit are stretched by these statistics before a model sees them.</source>
      <translation>Vermisst die Werte der Bilder einer Pipeline-Konfiguration, Kanal für Kanal, wo deren Teile es verlangen: Bilder, die keine 8 Bit haben, werden nach dieser Statistik gestreckt, bevor ein Modell sie sieht.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/bundle_algorithm.py" />
      <source>BUNDLE: pack the model</source>
      <translation>BUNDLE: Modell packen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/bundle_algorithm.py" />
      <source>Packs the model of a pipeline into one file.</source>
      <translation>Packt das Modell einer Pipeline in eine Datei.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/bundle_algorithm.py" />
      <source>Packs the trained model of a pipeline config with all that predicting needs into one file, with which 'Predict with bundle' maps other images.</source>
      <translation>Packt das trainierte Modell einer Pipeline-Konfiguration mit allem, was zum Vorhersagen nötig ist, in eine Datei, mit der „Mit Modellpaket vorhersagen“ andere Bilder kartiert.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/chip_algorithm.py" />
      <source>CHIP: cut training chips</source>
      <translation>CHIP: Trainings-Chips schneiden</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/chip_algorithm.py" />
      <source>Cuts the images and labels of a pipeline config into the small pieces that a model learns from. 'Chip windows' shows beforehand where they would lie.</source>
      <translation>Schneidet die Bilder und Labels einer Pipeline-Konfiguration in die kleinen Bildausschnitte (Chips), aus denen ein Modell lernt. „Chip-Fenster“ zeigt vorher, wo sie liegen würden.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/chip_algorithm.py" />
      <source>Cuts the training chips of a pipeline.</source>
      <translation>Schneidet die Trainings-Chips einer Pipeline.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/chip_windows_algorithm.py" />
      <source>A GeoPackage with a square for each chip: what it is for, and of which scene.</source>
      <translation>Ein GeoPackage mit einem Quadrat je Chip: wofür er ist und aus welcher Szene.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/chip_windows_algorithm.py" />
      <source>Chip windows</source>
      <translation>Chip-Fenster</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/chip_windows_algorithm.py" />
      <source>Chip windows of the pipeline config '{config}'.</source>
      <translation>Chip-Fenster der Pipeline-Konfiguration „{config}“.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/chip_windows_algorithm.py" />
      <source>Makes a layer with the window of each chip that a pipeline config would cut, to look at before anything is cut: are the chips large enough for what they shall show, do they lie in the training area, how many are there? Nothing else is made.

Chips without data or without labels are left out later, when they are cut.</source>
      <translation>Erzeugt einen Layer mit dem Fenster jedes Chips, den eine Pipeline-Konfiguration schneiden würde, zum Ansehen vor dem Schneiden: Sind die Chips groß genug für das, was sie zeigen sollen, liegen sie im Trainingsbereich, wie viele sind es? Sonst wird nichts erzeugt.

Chips ohne Daten oder ohne Labels werden erst später, beim Schneiden, ausgelassen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/chip_windows_algorithm.py" />
      <source>Shows on the map where the chips of a pipeline would be cut.</source>
      <translation>Zeigt auf der Karte, wo die Chips einer Pipeline geschnitten würden.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/chip_windows_algorithm.py" />
      <source>Windows for training</source>
      <translation>Fenster für das Training</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/chip_windows_algorithm.py" />
      <source>Windows for validation</source>
      <translation>Fenster für die Validierung</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/compare_runs_algorithm.py" />
      <source>95 % interval</source>
      <translation>95-%-Intervall</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/compare_runs_algorithm.py" />
      <source>A line a class and measure: both values, the second minus the first, its 95 % interval, and whether the two differ.</source>
      <translation>Eine Zeile je Klasse und Maß: beide Werte, der zweite minus der erste, davon das 95-%-Intervall, und ob sich die beiden unterscheiden.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/compare_runs_algorithm.py" />
      <source>Accuracy difference of two runs</source>
      <translation>Genauigkeitsunterschied zweier Läufe</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/compare_runs_algorithm.py" />
      <source>Choose the folders of two runs.</source>
      <translation>Bitte die Ordner zweier Läufe wählen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/compare_runs_algorithm.py" />
      <source>Compares the scores of two runs, class by class: has it become better, and by how much? Where both were evaluated on the same places with the same labels, it also says whether they differ by more than chance makes, with the 95 % interval of the difference. Where they were not, it says so.

The table is written as CSV, which QGIS opens too, and beside it as a page.</source>
      <translation>Vergleicht die Kennzahlen zweier Läufe, Klasse für Klasse: Ist es besser geworden, und um wie viel? Wo beide an denselben Stellen mit denselben Labels bewertet wurden, steht auch da, ob sie sich um mehr unterscheiden, als der Zufall ausmacht, mit dem 95-%-Intervall des Unterschieds. Wo nicht, wird das gesagt.

Die Tabelle wird als CSV geschrieben, das auch QGIS öffnet, und daneben als Seite.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/compare_runs_algorithm.py" />
      <source>Difference</source>
      <translation>Unterschied</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/compare_runs_algorithm.py" />
      <source>Differences</source>
      <translation>Unterschiede</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/compare_runs_algorithm.py" />
      <source>First</source>
      <translation>Erster</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/compare_runs_algorithm.py" />
      <source>First run</source>
      <translation>Erster Lauf</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/compare_runs_algorithm.py" />
      <source>Measure</source>
      <translation>Maß</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/compare_runs_algorithm.py" />
      <source>Puts the scores of two runs side by side, and says whether they differ.</source>
      <translation>Stellt die Kennzahlen zweier Läufe nebeneinander und sagt, ob sie sich unterscheiden.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/compare_runs_algorithm.py" />
      <source>Second</source>
      <translation>Zweiter</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/compare_runs_algorithm.py" />
      <source>Second run</source>
      <translation>Zweiter Lauf</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/compare_runs_algorithm.py" />
      <source>Tables (*.csv)</source>
      <translation>Tabellen (*.csv)</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/compare_runs_algorithm.py" />
      <source>The folder of a run that was evaluated; an eval.json can be written here too.</source>
      <translation>Der Ordner eines ausgewerteten Laufs; auch eine eval.json kann hier angegeben werden.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/compare_runs_algorithm.py" />
      <source>Two runs are needed.</source>
      <translation>Zwei Läufe werden benötigt.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/compare_runs_algorithm.py" />
      <source>Verdict</source>
      <translation>Urteil</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/compare_runs_algorithm.py" />
      <source>deep learning,machine learning,accuracy,compare,scores,evaluation</source>
      <translation>deep learning,machine learning,maschinelles lernen,genauigkeit,vergleichen,gütemaße,auswertung</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/compare_runs_algorithm.py" />
      <source>differs</source>
      <translation>verschieden</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/compare_runs_algorithm.py" />
      <source>no difference shown</source>
      <translation>kein Unterschied gezeigt</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/config_algorithm.py" />
      <source>Choose the pipeline-config.json of a run, or one of your own.</source>
      <translation>Bitte die pipeline-config.json eines Laufs oder eine eigene wählen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/config_algorithm.py" />
      <source>No pipeline config is chosen.</source>
      <translation>Es ist keine Pipeline-Konfiguration gewählt.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/config_algorithm.py" />
      <source>Pipeline config</source>
      <translation>Pipeline-Konfiguration</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/config_algorithm.py" />
      <source>Pipeline configs (*.json *.py)</source>
      <translation>Pipeline-Konfigurationen (*.json *.py)</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/config_algorithm.py" />
      <source>The pipeline-config.json of a run, a JSON file of your own, or a Python file with a function get_config. A Python file is run with all your rights.</source>
      <translation>Die pipeline-config.json eines Laufs, eine eigene JSON-Datei oder eine Python-Datei mit einer Funktion get_config. Eine Python-Datei läuft mit allen Rechten des Benutzers.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/config_algorithm.py" />
      <source>deep learning,machine learning,chips,training data,config</source>
      <translation>deep learning,machine learning,maschinelles lernen,chips,trainingsdaten,konfiguration</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/config_file.py" />
      <source>Open it in an editor and mend that place.</source>
      <translation>In einem Editor öffnen und die Stelle verbessern.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/config_file.py" />
      <source>The config '{path}' cannot be read: {reason}.</source>
      <translation>Die Konfiguration „{path}“ kann nicht gelesen werden: {reason}.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/config_file.py" />
      <source>The config '{path}' is no JSON: {reason}.</source>
      <translation>Die Konfiguration „{path}“ ist kein JSON: {reason}.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/config_file.py" />
      <source>The run folder '{folder}' of the config '{config}' is no whole path.</source>
      <translation>Der Laufordner „{folder}“ der Konfiguration „{config}“ ist kein vollständiger Pfad.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/config_file.py" />
      <source>Write the whole path of the folder as its root_uri.</source>
      <translation>Den vollständigen Pfad des Ordners als root_uri angeben.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/convert_algorithm.py" />
      <source>Choose the pipeline-config.json of a run with Raster Vision.</source>
      <translation>Bitte die pipeline-config.json eines Laufs mit Raster Vision wählen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/convert_algorithm.py" />
      <source>Config of Raster Vision</source>
      <translation>Konfiguration von Raster Vision</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/convert_algorithm.py" />
      <source>Configs (*.json)</source>
      <translation>Konfigurationen (*.json)</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/convert_algorithm.py" />
      <source>Convert Raster Vision config</source>
      <translation>Raster-Vision-Konfiguration umwandeln</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/convert_algorithm.py" />
      <source>New config</source>
      <translation>Neue Konfiguration</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/convert_algorithm.py" />
      <source>No config is chosen.</source>
      <translation>Es ist keine Konfiguration gewählt.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/convert_algorithm.py" />
      <source>Reads the pipeline-config.json of a run with Raster Vision 0.20 to 0.31 and writes one that 'Run pipeline' runs. What had to be changed or left out is told in the log, with reasons. Nothing in the old file is executed.</source>
      <translation>Liest die pipeline-config.json eines Laufs mit Raster Vision 0.20 bis 0.31 und schreibt eine, die „Pipeline ausführen“ ausführt. Was geändert oder weggelassen werden musste, steht mit Begründung im Protokoll. Aus der alten Datei wird nichts ausgeführt.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/convert_algorithm.py" />
      <source>Run folder of the new config</source>
      <translation>Laufordner der neuen Konfiguration</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/convert_algorithm.py" />
      <source>The config that is written.</source>
      <translation>Die Konfiguration, die geschrieben wird.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/convert_algorithm.py" />
      <source>The pipeline-config.json that Raster Vision wrote into its run folder.</source>
      <translation>Die pipeline-config.json, die Raster Vision in seinen Laufordner geschrieben hat.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/convert_algorithm.py" />
      <source>Turns a pipeline config of Raster Vision into one of RV Studio.</source>
      <translation>Macht aus einer Pipeline-Konfiguration von Raster Vision eine von RV Studio.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/convert_algorithm.py" />
      <source>What had to be changed</source>
      <translation>Was geändert werden musste</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/convert_algorithm.py" />
      <source>Where runs of the new config write. A folder beside the old one when left empty.</source>
      <translation>Wohin Läufe der neuen Konfiguration schreiben. Leer: ein Ordner neben dem alten.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/convert_algorithm.py" />
      <source>deep learning,machine learning,pipeline,config,raster vision,import</source>
      <translation>deep learning,machine learning,maschinelles lernen,pipeline,konfiguration,raster vision,importieren</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/engine_algorithm.py" />
      <source>'{path}' is no {kind} that QGIS can read.</source>
      <translation>„{path}“ ist für QGIS nicht als {kind} lesbar.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/engine_algorithm.py" />
      <source>Choose a layer of the project, or a file that exists.</source>
      <translation>Bitte einen Layer des Projekts oder eine vorhandene Datei wählen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/engine_algorithm.py" />
      <source>Choose another file, or open it in QGIS to see what is wrong with it.</source>
      <translation>Eine andere Datei wählen oder sie in QGIS öffnen, um zu sehen, was ihr fehlt.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/engine_algorithm.py" />
      <source>Stopped on request.</source>
      <translation>Auf Wunsch angehalten.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/engine_algorithm.py" />
      <source>There is no {kind} '{path}'.</source>
      <translation>{kind} „{path}“ gibt es nicht.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/engine_algorithm.py" />
      <source>raster</source>
      <translation>Raster</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/engine_algorithm.py" />
      <source>vector layer</source>
      <translation>Vektorlayer</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/eval_algorithm.py" />
      <source>Compares the maps of a pipeline with the labels.</source>
      <translation>Vergleicht die Karten einer Pipeline mit den Labels.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/eval_algorithm.py" />
      <source>Compares the maps that PREDICT has made with the labels of a pipeline config, and writes the scores and a report.</source>
      <translation>Vergleicht die Karten, die PREDICT erzeugt hat, mit den Labels einer Pipeline-Konfiguration und schreibt die Gütemaße und einen Bericht.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/eval_algorithm.py" />
      <source>EVAL: compare maps with labels</source>
      <translation>EVAL: Karten mit Labels vergleichen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/evaluate_layer_algorithm.py" />
      <source>'{text}' is no value with its class.</source>
      <translation>„{text}“ ist kein Wert mit seiner Klasse.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/evaluate_layer_algorithm.py" />
      <source>Area</source>
      <translation>Bereich</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/evaluate_layer_algorithm.py" />
      <source>Background class</source>
      <translation>Hintergrundklasse</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/evaluate_layer_algorithm.py" />
      <source>By the map: pixels of a raster, objects of a vector layer.</source>
      <translation>Nach der Karte: Pixel eines Rasters, Objekte eines Vektorlayers.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/evaluate_layer_algorithm.py" />
      <source>Class field of the labels</source>
      <translation>Klassenfeld der Labels</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/evaluate_layer_algorithm.py" />
      <source>Class field of the map</source>
      <translation>Klassenfeld der Karte</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/evaluate_layer_algorithm.py" />
      <source>Classes of the rasters</source>
      <translation>Klassen der Raster</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/evaluate_layer_algorithm.py" />
      <source>Compares a map with labels: how good is it, class by class?</source>
      <translation>Vergleicht eine Karte mit Labels: Wie gut ist sie, Klasse für Klasse?</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/evaluate_layer_algorithm.py" />
      <source>Compares any map with labels, wherever the two come from, and writes the scores of each class and a report.

The map is a raster of classes, or a vector layer of areas, boxes or cells. Of a raster, each pixel is compared; of a vector layer, each object by its box, or each pixel, or each cell.

Labels must be complete where they are compared: within the image, or within an area that you choose. Both layers may be in different CRSs, and rasters on different grids.

Which class a value of a raster stands for is taken from the layer's style, when that shows paletted values; otherwise write it under the advanced parameters.</source>
      <translation>Vergleicht eine beliebige Karte mit Labels, woher beide auch stammen, und schreibt die Gütemaße jeder Klasse und einen Bericht.

Die Karte ist ein Raster mit Klassen oder ein Vektorlayer mit Flächen, Boxen oder Zellen. Bei einem Raster wird jeder Pixel verglichen, bei einem Vektorlayer jedes Objekt anhand seiner Box, jeder Pixel oder jede Zelle.

Labels müssen dort vollständig sein, wo verglichen wird: im Bild oder in einem gewählten Bereich. Beide Layer dürfen verschiedene KBS haben, und Raster verschiedene Gitter.

Für welche Klasse ein Rasterwert steht, wird dem Stil des Layers entnommen, wenn dieser Paletten-/Eindeutige Werte zeigt; sonst in den erweiterten Parametern angeben.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/evaluate_layer_algorithm.py" />
      <source>Evaluate against layer</source>
      <translation>Mit Layer auswerten</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/evaluate_layer_algorithm.py" />
      <source>Folder for scores and report</source>
      <translation>Ordner für Gütemaße und Bericht</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/evaluate_layer_algorithm.py" />
      <source>For a vector map: the field with the class. 'class_name' if there is one.</source>
      <translation>Bei einer Vektorkarte: das Feld mit der Klasse. „class_name“, falls vorhanden.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/evaluate_layer_algorithm.py" />
      <source>For vector labels: the field with the class. Without it all are one class.</source>
      <translation>Bei Vektorlabels: das Feld mit der Klasse. Ohne Feld gehören alle zu einer Klasse.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/evaluate_layer_algorithm.py" />
      <source>Gets the scores as eval.json and the report as report.html.</source>
      <translation>Erhält die Gütemaße als eval.json und den Bericht als report.html.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/evaluate_layer_algorithm.py" />
      <source>Least overlap of objects</source>
      <translation>Mindestüberlappung von Objekten</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/evaluate_layer_algorithm.py" />
      <source>Map</source>
      <translation>Karte</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/evaluate_layer_algorithm.py" />
      <source>Mean F1 of the classes</source>
      <translation>Mittlerer F1-Wert der Klassen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/evaluate_layer_algorithm.py" />
      <source>Scores (eval.json)</source>
      <translation>Gütemaße (eval.json)</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/evaluate_layer_algorithm.py" />
      <source>The class of each value: 0=building;1=road;2=background. By the style of each layer when left empty; then map and labels may have other values for a class.</source>
      <translation>Die Klasse jedes Werts: 0=Gebäude;1=Straße;2=background. Nach dem Stil der Layer, wenn leer; dann dürfen Karte und Labels verschiedene Werte für eine Klasse haben.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/evaluate_layer_algorithm.py" />
      <source>The class that stands for none of the others. 'background' when left empty.</source>
      <translation>Die Klasse, die für keine der anderen steht. Leer: „background“.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/evaluate_layer_algorithm.py" />
      <source>The image that was mapped: its pixels are compared, where it has data. A vector map needs it; a raster map is taken itself.</source>
      <translation>Das kartierte Bild: Verglichen werden seine Pixel, wo es Daten hat. Eine Vektorkarte braucht es; bei einer Rasterkarte dient sie selbst dazu.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/evaluate_layer_algorithm.py" />
      <source>The prediction to judge: a raster of classes, areas, boxes or cells.</source>
      <translation>Die zu beurteilende Vorhersage: ein Raster mit Klassen, Flächen, Boxen oder Zellen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/evaluate_layer_algorithm.py" />
      <source>What is true: polygons with their classes, or a raster of classes.</source>
      <translation>Was wahr ist: Polygone mit ihren Klassen oder ein Raster mit Klassen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/evaluate_layer_algorithm.py" />
      <source>Where the labels are complete. All of the image when left empty.</source>
      <translation>Wo die Labels vollständig sind. Leer: im ganzen Bild.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/evaluate_layer_algorithm.py" />
      <source>Write them so: 0=building;1=background.</source>
      <translation>So angeben: 0=Gebäude;1=background.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/evaluate_layer_algorithm.py" />
      <source>deep learning,machine learning,accuracy,assessment,validation,scores,confusion matrix,evaluation,iou,f1</source>
      <translation>deep learning,machine learning,maschinelles lernen,genauigkeit,beurteilung,validierung,gütemaße,konfusionsmatrix,auswertung,iou,f1</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/evaluate_layer_algorithm.py" />
      <source>layer</source>
      <translation>Layer</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/export_algorithm.py" />
      <source>A new folder, or one that is empty.</source>
      <translation>Ein neuer oder ein leerer Ordner.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/export_algorithm.py" />
      <source>By the task: masks for segmentation, coco for object detection, imagenet for chip classification.</source>
      <translation>Nach der Aufgabe: masks für Segmentierung, coco für Objekterkennung, imagenet für Chip-Klassifikation.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/export_algorithm.py" />
      <source>Chips for training</source>
      <translation>Chips für das Training</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/export_algorithm.py" />
      <source>Chips for validation</source>
      <translation>Chips für die Validierung</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/export_algorithm.py" />
      <source>Cuts the images and labels of a pipeline config into chips and writes them in a form that other programs read.

coco: images, and annotations in COCO's format: boxes for object detection, areas for segmentation. masks: folders of images and of masks with the number of a class in each pixel, 255 where nothing is known. imagenet: a folder of images for each class, for chip classification.

Every image keeps its place on the map, in a world file or in the GeoTIFF. Pixels are those of the image's files: nothing is stretched.</source>
      <translation>Schneidet die Bilder und Labels einer Pipeline-Konfiguration in Chips und schreibt sie in einer Form, die andere Programme lesen.

coco: Bilder und Annotationen im COCO-Format: Boxen für Objekterkennung, Flächen für Segmentierung. masks: Ordner mit Bildern und mit Masken, die in jedem Pixel die Nummer einer Klasse haben, 255, wo nichts bekannt ist. imagenet: ein Ordner mit Bildern für jede Klasse, für Chip-Klassifikation.

Jedes Bild behält seinen Platz auf der Karte, in einer World-Datei oder im GeoTIFF. Pixel sind die der Bilddateien: Nichts wird gestreckt.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/export_algorithm.py" />
      <source>Export training data</source>
      <translation>Trainingsdaten exportieren</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/export_algorithm.py" />
      <source>Folder for the training data</source>
      <translation>Ordner für die Trainingsdaten</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/export_algorithm.py" />
      <source>Form</source>
      <translation>Format</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/export_algorithm.py" />
      <source>Images</source>
      <translation>Bilder</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/export_algorithm.py" />
      <source>Writes training chips in forms that other programs read.</source>
      <translation>Schreibt Trainings-Chips in Formen, die andere Programme lesen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/export_algorithm.py" />
      <source>png: with a world file, where images have 1 or 3 bands of bytes; others become GeoTIFF. tif: always GeoTIFF.</source>
      <translation>png: mit World-Datei, wo Bilder 1 oder 3 Byte-Kanäle haben; andere werden GeoTIFF. tif: immer GeoTIFF.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/feedback_reporter.py" />
      <source>Engine {version}, process {number}</source>
      <translation>Engine {version}, Prozess {number}</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/feedback_reporter.py" />
      <source>Written: {path}</source>
      <translation>Geschrieben: {path}</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/inputs_folder.py" />
      <source>The folder '{path}' cannot be written: {reason}.</source>
      <translation>In den Ordner „{path}“ kann nicht geschrieben werden: {reason}.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/inputs_folder.py" />
      <source>Writing layer '{name}'</source>
      <translation>Layer „{name}“ wird geschrieben</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/pipeline_algorithm.py" />
      <source>Model bundle</source>
      <translation>Modellpaket</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/pipeline_algorithm.py" />
      <source>Otherwise only what has changed since the last run is done again.</source>
      <translation>Sonst wird nur neu berechnet, was sich seit dem letzten Lauf geändert hat.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/pipeline_algorithm.py" />
      <source>Predicted by the run in '{root}'.</source>
      <translation>Vorhergesagt durch den Lauf in „{root}“.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/pipeline_algorithm.py" />
      <source>Prediction</source>
      <translation>Vorhersage</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/pipeline_algorithm.py" />
      <source>Prediction as polygons, cells or boxes</source>
      <translation>Vorhersage als Polygone, Zellen oder Boxen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/pipeline_algorithm.py" />
      <source>Run again what is up to date</source>
      <translation>Auch Aktuelles erneut ausführen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/pipeline_algorithm.py" />
      <source>Run folder</source>
      <translation>Laufordner</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/pipeline_algorithm.py" />
      <source>Run {run}</source>
      <translation>Lauf {run}</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/pipeline_algorithm.py" />
      <source>deep learning,machine learning,pipeline,config,raster vision</source>
      <translation>deep learning,machine learning,maschinelles lernen,pipeline,konfiguration,raster vision</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/predict_algorithm.py" />
      <source>Maps the scenes of a pipeline with its model.</source>
      <translation>Kartiert die Szenen einer Pipeline mit ihrem Modell.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/predict_algorithm.py" />
      <source>Maps the validation and test scenes of a pipeline config with the model that TRAIN has trained. The maps are loaded in the colours of their classes.</source>
      <translation>Kartiert die Validierungs- und Testszenen einer Pipeline-Konfiguration mit dem Modell, das TRAIN trainiert hat. Die Karten werden in den Farben ihrer Klassen geladen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/predict_algorithm.py" />
      <source>PREDICT: map the scenes</source>
      <translation>PREDICT: Szenen kartieren</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/predict_many_algorithm.py" />
      <source>'{bands}' are no bands. Write their numbers: 4,3,2.</source>
      <translation>„{bands}“ sind keine Kanäle. Bitte ihre Nummern angeben: 4,3,2.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/predict_many_algorithm.py" />
      <source>Adds the maps to the project when all are made.</source>
      <translation>Fügt die Karten zum Projekt hinzu, wenn alle fertig sind.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/predict_many_algorithm.py" />
      <source>All images in this folder are mapped, besides those chosen above.</source>
      <translation>Alle Bilder in diesem Ordner werden kartiert, zusätzlich zu den oben gewählten.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/predict_many_algorithm.py" />
      <source>Also write polygons</source>
      <translation>Auch Polygone schreiben</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/predict_many_algorithm.py" />
      <source>Also write probabilities</source>
      <translation>Auch Wahrscheinlichkeiten schreiben</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/predict_many_algorithm.py" />
      <source>Choose another folder, or other names.</source>
      <translation>Bitte einen anderen Ordner oder andere Namen wählen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/predict_many_algorithm.py" />
      <source>Folder for the maps</source>
      <translation>Ordner für die Karten</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/predict_many_algorithm.py" />
      <source>Folder with images</source>
      <translation>Ordner mit Bildern</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/predict_many_algorithm.py" />
      <source>For segmentation: the areas of each class, as GeoPackages beside the rasters.</source>
      <translation>Für Segmentierung: die Flächen jeder Klasse, als GeoPackages neben den Rastern.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/predict_many_algorithm.py" />
      <source>For segmentation: the probability of each class, as GeoTIFFs beside the maps.</source>
      <translation>Für Segmentierung: die Wahrscheinlichkeit jeder Klasse, als GeoTIFFs neben den Karten.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/predict_many_algorithm.py" />
      <source>Gets a file a map, with the name of its image.</source>
      <translation>Erhält eine Datei je Karte, mit dem Namen ihres Bildes.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/predict_many_algorithm.py" />
      <source>Images that were left out</source>
      <translation>Ausgelassene Bilder</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/predict_many_algorithm.py" />
      <source>Images that were mapped</source>
      <translation>Kartierte Bilder</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/predict_many_algorithm.py" />
      <source>Load the maps</source>
      <translation>Karten laden</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/predict_many_algorithm.py" />
      <source>Maps many images with one model bundle, which is loaded only once: the layers that you choose, or all images in a folder.

The maps go into the output folder, each with the name of its image. An image that cannot be mapped is left out: the log and the output FAILURES say which and why, and the others are mapped all the same.</source>
      <translation>Kartiert viele Bilder mit einem Modellpaket, das nur einmal geladen wird: die gewählten Layer oder alle Bilder in einem Ordner.

Die Karten kommen in den Ausgabeordner, jede mit dem Namen ihres Bildes. Ein Bild, das nicht kartiert werden kann, wird ausgelassen: Das Protokoll und die Ausgabe FAILURES sagen, welches und warum; die anderen werden trotzdem kartiert.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/predict_many_algorithm.py" />
      <source>Maps the classes of a trained model on many images, one after another.</source>
      <translation>Kartiert die Klassen eines trainierten Modells auf vielen Bildern, eines nach dem anderen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/predict_many_algorithm.py" />
      <source>Names of the images in the folder</source>
      <translation>Namen der Bilder im Ordner</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/predict_many_algorithm.py" />
      <source>Names with * for anything, separated by semicolons: S2_*.tif;*.jp2.</source>
      <translation>Namen mit * für Beliebiges, durch Semikolons getrennt: S2_*.tif;*.jp2.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/predict_many_algorithm.py" />
      <source>None of the images can be mapped.</source>
      <translation>Keines der Bilder kann kartiert werden.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/predict_many_algorithm.py" />
      <source>Predict many rasters</source>
      <translation>Viele Raster vorhersagen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/predict_many_algorithm.py" />
      <source>Predictions in {folder}</source>
      <translation>Vorhersagen in {folder}</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/predict_many_algorithm.py" />
      <source>The bands of the images that the model's channels are, counted from 1: 4,3,2. Those of the training image when left empty.</source>
      <translation>Die Kanäle der Bilder, die das Modell sehen soll, ab 1 gezählt: 4,3,2. Leer: die des Trainingsbildes.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/predict_many_algorithm.py" />
      <source>The folder '{folder}' holds no file named like {patterns}.</source>
      <translation>Der Ordner „{folder}“ enthält keine Datei mit einem Namen wie {patterns}.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/predict_many_algorithm.py" />
      <source>The images to map; files on this computer.</source>
      <translation>Die zu kartierenden Bilder; Dateien auf diesem Computer.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/predict_many_algorithm.py" />
      <source>The model-bundle.zip of a training.</source>
      <translation>Die model-bundle.zip eines Trainings.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/predict_many_algorithm.py" />
      <source>There is nothing to map. Choose images, or a folder with images.</source>
      <translation>Es gibt nichts zu kartieren. Bitte Bilder oder einen Ordner mit Bildern wählen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/predict_many_algorithm.py" />
      <source>Which were left out, and why</source>
      <translation>Welche ausgelassen wurden und warum</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/predict_many_algorithm.py" />
      <source>deep learning,machine learning,predict,inference,batch,folder,model,bundle</source>
      <translation>deep learning,machine learning,maschinelles lernen,vorhersagen,inferenz,stapel,ordner,modell,modellpaket</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/predict_many_algorithm.py" />
      <source>{count} of {all} images were left out:</source>
      <translation>{count} von {all} Bildern wurden ausgelassen:</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/predict_with_bundle_algorithm.py" />
      <source>A GeoPackage with the areas of each class, the cells, or the boxes.</source>
      <translation>Ein GeoPackage mit den Flächen jeder Klasse, den Zellen oder den Boxen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/predict_with_bundle_algorithm.py" />
      <source>A GeoTIFF with the number of a class in each pixel.</source>
      <translation>Ein GeoTIFF mit der Nummer einer Klasse in jedem Pixel.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/predict_with_bundle_algorithm.py" />
      <source>Cells and boxes have their scores in a field: no raster of them is made.</source>
      <translation>Zellen und Boxen haben ihre Scores in einem Feld: Ein Raster davon wird nicht erzeugt.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/predict_with_bundle_algorithm.py" />
      <source>Choose another file for the prediction.</source>
      <translation>Bitte eine andere Datei für die Vorhersage wählen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/predict_with_bundle_algorithm.py" />
      <source>Extent</source>
      <translation>Ausdehnung</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/predict_with_bundle_algorithm.py" />
      <source>For segmentation: a GeoTIFF with the probability of each class, a band a class.</source>
      <translation>Für Segmentierung: ein GeoTIFF mit der Wahrscheinlichkeit jeder Klasse, ein Kanal je Klasse.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/predict_with_bundle_algorithm.py" />
      <source>Maps the classes of a trained model on an image.</source>
      <translation>Kartiert die Klassen eines trainierten Modells auf einem Bild.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/predict_with_bundle_algorithm.py" />
      <source>Maps the classes of a trained model on another image, or on a part of it.

The bundle is the file that training leaves at its end; it holds all that is needed. The image must show the same kind of thing at about the same ground resolution, with the bands that the model was trained with.

A model for segmentation makes a raster with the class of each pixel, and on request polygons and the probability of each class. A model for chip classification makes cells, and one for object detection boxes: a vector layer, whose file has the name of the raster when no other is given.

The prediction lies on the image to the pixel: same grid, same CRS. Where the image has no data, the prediction has none either.</source>
      <translation>Kartiert die Klassen eines trainierten Modells auf einem anderen Bild oder einem Teil davon.

Das Modellpaket ist die Datei, die ein Training am Ende hinterlässt; es enthält alles Nötige. Das Bild muss Gleichartiges in etwa derselben Bodenauflösung zeigen, mit den Kanälen, mit denen das Modell trainiert wurde.

Ein Modell für Segmentierung erzeugt ein Raster mit der Klasse jedes Pixels, auf Wunsch auch Polygone und die Wahrscheinlichkeit jeder Klasse. Ein Modell für Chip-Klassifikation erzeugt Zellen, eines für Objekterkennung Boxen: einen Vektorlayer, dessen Datei wie das Raster heißt, wenn kein anderer Name angegeben ist.

Die Vorhersage liegt pixelgenau auf dem Bild: gleiches Gitter, gleiches KBS. Wo das Bild keine Daten hat, hat auch die Vorhersage keine.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/predict_with_bundle_algorithm.py" />
      <source>Predict with bundle</source>
      <translation>Mit Modellpaket vorhersagen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/predict_with_bundle_algorithm.py" />
      <source>Prediction of {image}</source>
      <translation>Vorhersage von {image}</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/predict_with_bundle_algorithm.py" />
      <source>Probabilities</source>
      <translation>Wahrscheinlichkeiten</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/predict_with_bundle_algorithm.py" />
      <source>The bands of the image that the model's channels are, in their order. Those of the training image when left empty.</source>
      <translation>Die Kanäle des Bildes, die das Modell sehen soll, in dessen Reihenfolge. Leer: die des Trainingsbildes.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/predict_with_bundle_algorithm.py" />
      <source>The image to map; a file on this computer.</source>
      <translation>Das zu kartierende Bild; eine Datei auf diesem Computer.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/predict_with_bundle_algorithm.py" />
      <source>The part of the image to map, in any CRS. All of it when left empty.</source>
      <translation>Der zu kartierende Teil des Bildes, in beliebigem KBS. Leer: das ganze Bild.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/predict_with_bundle_algorithm.py" />
      <source>The prediction would overwrite the image '{path}'.</source>
      <translation>Die Vorhersage würde das Bild „{path}“ überschreiben.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/predict_with_bundle_algorithm.py" />
      <source>deep learning,machine learning,predict,inference,segmentation,classify,detect,model,bundle</source>
      <translation>deep learning,machine learning,maschinelles lernen,vorhersagen,inferenz,segmentierung,klassifizieren,erkennen,modell,modellpaket</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/provider.py" />
      <source>RV Studio: deep learning on maps</source>
      <translation>RV Studio: Deep Learning auf Karten</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/report_output.py" />
      <source>Report</source>
      <translation>Bericht</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/run_outputs.py" />
      <source>Prediction as polygons</source>
      <translation>Vorhersage als Polygone</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/run_pipeline_algorithm.py" />
      <source>'{first}' comes after '{last}'. Choose a last command that follows.</source>
      <translation>„{first}“ kommt nach „{last}“. Bitte einen letzten Befehl wählen, der folgt.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/run_pipeline_algorithm.py" />
      <source>Run pipeline</source>
      <translation>Pipeline ausführen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/run_pipeline_algorithm.py" />
      <source>Runs a pipeline config from its images to a model bundle.</source>
      <translation>Führt eine Pipeline-Konfiguration von den Bildern bis zum Modellpaket aus.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/run_pipeline_algorithm.py" />
      <source>Runs the commands of a pipeline config: ANALYZE measures the images, CHIP cuts training chips, TRAIN trains the model, PREDICT maps the scenes, EVAL compares the maps with labels, and BUNDLE packs the model into one file.

What is up to date is not run again, and what was stopped goes on where it was. Choose a first and a last command to run only a part.</source>
      <translation>Führt die Befehle einer Pipeline-Konfiguration aus: ANALYZE vermisst die Bilder, CHIP schneidet Trainings-Chips, TRAIN trainiert das Modell, PREDICT kartiert die Szenen, EVAL vergleicht die Karten mit den Labels, und BUNDLE packt das Modell in eine Datei.

Was aktuell ist, wird nicht erneut ausgeführt, und Angehaltenes wird dort fortgesetzt, wo es war. Mit einem ersten und letzten Befehl lässt sich auch nur ein Teil ausführen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/run_pipeline_algorithm.py" />
      <source>The first command to run.</source>
      <translation>Der erste auszuführende Befehl.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/run_pipeline_algorithm.py" />
      <source>The last command to run.</source>
      <translation>Der letzte auszuführende Befehl.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/run_pipeline_algorithm.py" />
      <source>To</source>
      <translation>Bis</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/tool_group.py" />
      <source>Evaluate</source>
      <translation>Auswerten</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/tool_group.py" />
      <source>Pipelines</source>
      <translation>Pipelines</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/tool_group.py" />
      <source>Train a model</source>
      <translation>Modell trainieren</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/train_algorithm.py" />
      <source>TRAIN: train the model</source>
      <translation>TRAIN: Modell trainieren</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/train_algorithm.py" />
      <source>Trains the model of a pipeline config on its chips, which CHIP has cut. A training that was stopped goes on from its last checkpoint.</source>
      <translation>Trainiert das Modell einer Pipeline-Konfiguration mit deren Chips, die CHIP geschnitten hat. Ein angehaltenes Training wird ab dem letzten Checkpoint fortgesetzt.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/train_algorithm.py" />
      <source>Trains the model of a pipeline.</source>
      <translation>Trainiert das Modell einer Pipeline.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/train_chip_classification_algorithm.py" />
      <source>A cell can have several classes</source>
      <translation>Eine Zelle kann mehrere Klassen haben</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/train_chip_classification_algorithm.py" />
      <source>Cell size [pixels]</source>
      <translation>Zellengröße [Pixel]</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/train_chip_classification_algorithm.py" />
      <source>Predicted cells</source>
      <translation>Vorhergesagte Zellen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/train_chip_classification_algorithm.py" />
      <source>Squares of a grid, or things or areas drawn on the image, in any CRS.</source>
      <translation>Quadrate eines Gitters oder auf dem Bild gezeichnete Objekte oder Flächen, in beliebigem KBS.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/train_chip_classification_algorithm.py" />
      <source>The labels are</source>
      <translation>Die Labels sind</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/train_chip_classification_algorithm.py" />
      <source>The side of a cell. By the labels when left empty.</source>
      <translation>Die Seitenlänge einer Zelle. Leer: nach den Labels.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/train_chip_classification_algorithm.py" />
      <source>Train chip classification model</source>
      <translation>Modell für Chip-Klassifikation trainieren</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/train_chip_classification_algorithm.py" />
      <source>Trains a deep learning model that gives each cell of a grid a class.</source>
      <translation>Trainiert ein Deep-Learning-Modell, das jeder Zelle eines Gitters eine Klasse gibt.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/train_chip_classification_algorithm.py" />
      <source>Trains a deep learning model that lays a grid over an image and gives each cell a class: where there is a building, which kind of land lies where.

The labels are squares of a grid with their classes, or things that are smaller than a cell (a cell then has the class of what is in it), or areas that are larger than a cell (the class that fills most of it). Which of these they are, and how large the cells should be, is found out from the labels, or said under the advanced parameters.

One side of the image (or an area that you choose) is kept from the training; the scores (precision, recall and F1 of each class) come from there.

The output folder holds everything at the end: the cells, the scores, and the model as one bundle file, with which 'Predict with bundle' maps other images.</source>
      <translation>Trainiert ein Deep-Learning-Modell, das ein Gitter über ein Bild legt und jeder Zelle eine Klasse gibt: wo ein Gebäude steht, welche Landbedeckung wo liegt.

Die Labels sind Quadrate eines Gitters mit ihren Klassen, oder Objekte, die kleiner als eine Zelle sind (eine Zelle hat dann die Klasse dessen, was darin liegt), oder Flächen, die größer als eine Zelle sind (die Klasse, die den größten Teil füllt). Welche davon es sind und wie groß die Zellen sein sollen, wird aus den Labels ermittelt oder in den erweiterten Parametern angegeben.

Eine Seite des Bildes (oder ein gewählter Bereich) bleibt dem Training vorenthalten; daher stammen die Gütemaße (Genauigkeit (Precision), Trefferquote (Recall) und F1 jeder Klasse).

Der Ausgabeordner enthält am Ende alles: die Zellen, die Gütemaße und das Modell als Modellpaket in einer Datei, mit der „Mit Modellpaket vorhersagen“ andere Bilder kartiert.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/train_chip_classification_algorithm.py" />
      <source>cells: squares of a grid, each with its class. objects: things that are smaller than a cell. areas: larger than a cell.</source>
      <translation>cells: Quadrate eines Gitters, jedes mit seiner Klasse. objects: Objekte, kleiner als eine Zelle. areas: größer als eine Zelle.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/train_chip_classification_algorithm.py" />
      <source>deep learning,machine learning,train,chip classification,scene classification,grid,cells,neural network,resnet</source>
      <translation>deep learning,machine learning,maschinelles lernen,trainieren,chip-klassifikation,szenenklassifikation,gitter,zellen,neuronales netz,resnet</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/train_object_detection_algorithm.py" />
      <source>Architecture</source>
      <translation>Architektur</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/train_object_detection_algorithm.py" />
      <source>Boxes or outlines of the objects, in any CRS.</source>
      <translation>Boxen oder Umrisse der Objekte, in beliebigem KBS.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/train_object_detection_algorithm.py" />
      <source>Chip size [pixels]</source>
      <translation>Chipgröße [Pixel]</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/train_object_detection_algorithm.py" />
      <source>Predicted boxes</source>
      <translation>Vorhergesagte Boxen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/train_object_detection_algorithm.py" />
      <source>The side of the square pieces that the image is cut into. By the size of the objects when left empty.</source>
      <translation>Die Seitenlänge der Quadrate, in die das Bild geschnitten wird. Leer: nach der Größe der Objekte.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/train_object_detection_algorithm.py" />
      <source>Train object detection model</source>
      <translation>Modell für Objekterkennung trainieren</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/train_object_detection_algorithm.py" />
      <source>Trains a deep learning model that finds objects and draws a box around each.</source>
      <translation>Trainiert ein Deep-Learning-Modell, das Objekte findet und um jedes eine Box zieht.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/train_object_detection_algorithm.py" />
      <source>Trains a deep learning model that finds single objects on an image, such as cars, trees or houses, and draws a box with a class and a score around each.

The labels are boxes or outlines of the objects. Within the image, or within the training area when one is given, every object must be labelled: the model learns that where there is no label there is no object.

One side of the image (or an area that you choose) is kept from the training; the scores (precision, recall, F1 and average precision of each class) come from there.

The output folder holds everything at the end: the boxes, the scores, and the model as one bundle file, with which 'Predict with bundle' finds objects on other images.</source>
      <translation>Trainiert ein Deep-Learning-Modell, das einzelne Objekte auf einem Bild findet, etwa Autos, Bäume oder Häuser, und um jedes eine Box mit Klasse und Score zieht.

Die Labels sind Boxen oder Umrisse der Objekte. Im Bild, oder im Trainingsbereich, wenn einer angegeben ist, muss jedes Objekt gelabelt sein: Das Modell lernt, dass dort, wo kein Label ist, kein Objekt ist.

Eine Seite des Bildes (oder ein gewählter Bereich) bleibt dem Training vorenthalten; daher stammen die Gütemaße (Genauigkeit (Precision), Trefferquote (Recall), F1 und mittlere Präzision (AP) jeder Klasse).

Der Ausgabeordner enthält am Ende alles: die Boxen, die Gütemaße und das Modell als Modellpaket in einer Datei, mit der „Mit Modellpaket vorhersagen“ Objekte auf anderen Bildern findet.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/train_object_detection_algorithm.py" />
      <source>deep learning,machine learning,train,object detection,bounding boxes,count,neural network,faster r-cnn,retinanet,fcos</source>
      <translation>deep learning,machine learning,maschinelles lernen,trainieren,objekterkennung,begrenzungsrahmen,zählen,neuronales netz,faster r-cnn,retinanet,fcos</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/train_segmentation_algorithm.py" />
      <source>Polygons around the things to map, in any CRS.</source>
      <translation>Polygone um das, was kartiert werden soll, in beliebigem KBS.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/train_segmentation_algorithm.py" />
      <source>The side of the square pieces that the image is cut into.</source>
      <translation>Die Seitenlänge der Quadrate, in die das Bild geschnitten wird.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/train_segmentation_algorithm.py" />
      <source>Train segmentation model</source>
      <translation>Modell für Segmentierung trainieren</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/train_segmentation_algorithm.py" />
      <source>Trains a deep learning model that gives each pixel of an image a class, from examples that you drew as polygons.

One side of the image (or an area that you choose) is kept from the training. The model predicts it at the end, and the scores (precision, recall, F1 and IoU of each class) come from there.

Within the image, or within the training area when one is given, the labels must be complete: what is not in a polygon is taken for background.

The output folder holds everything at the end: the prediction, the scores, and the model as one bundle file, with which 'Predict with bundle' maps other images.</source>
      <translation>Trainiert ein Deep-Learning-Modell, das jedem Pixel eines Bildes eine Klasse gibt, aus als Polygone gezeichneten Beispielen.

Eine Seite des Bildes (oder ein gewählter Bereich) bleibt dem Training vorenthalten. Das Modell sagt sie am Ende vorher, und daher stammen die Gütemaße (Genauigkeit (Precision), Trefferquote (Recall), F1 und IoU jeder Klasse).

Im Bild, oder im Trainingsbereich, wenn einer angegeben ist, müssen die Labels vollständig sein: Was nicht in einem Polygon liegt, gilt als Hintergrund.

Der Ausgabeordner enthält am Ende alles: die Vorhersage, die Gütemaße und das Modell als Modellpaket in einer Datei, mit der „Mit Modellpaket vorhersagen“ andere Bilder kartiert.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/train_segmentation_algorithm.py" />
      <source>Trains a deep learning model that maps the classes of labelled polygons.</source>
      <translation>Trainiert ein Deep-Learning-Modell, das die Klassen gelabelter Polygone kartiert.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/train_segmentation_algorithm.py" />
      <source>deep learning,machine learning,train,semantic segmentation,classify,neural network,unet,deeplab</source>
      <translation>deep learning,machine learning,maschinelles lernen,trainieren,semantische segmentierung,klassifizieren,neuronales netz,unet,deeplab</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/training_algorithm.py" />
      <source>Choose a layer of labelled features.</source>
      <translation>Bitte einen Layer mit gelabelten Objekten wählen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/training_algorithm.py" />
      <source>No labels are chosen.</source>
      <translation>Es sind keine Labels gewählt.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/training_algorithm.py" />
      <source>Predicted from the image '{image}' by the training in '{root}'.</source>
      <translation>Vorhergesagt aus dem Bild „{image}“ durch das Training in „{root}“.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/training_algorithm.py" />
      <source>The run folder is a temporary one, which QGIS deletes when it is closed: the model as well. Choose another to keep them.</source>
      <translation>Der Ordner des Laufs ist ein temporärer, den QGIS beim Beenden löscht, samt dem Modell. Um beides zu behalten, einen anderen wählen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/training_algorithm.py" />
      <source>The run goes to '{folder}'.</source>
      <translation>Der Lauf kommt in „{folder}“.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/training_algorithm.py" />
      <source>Training {run}</source>
      <translation>Training {run}</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/training_algorithm.py" />
      <source>What is finished stays in '{folder}': run it again to go on from there.</source>
      <translation>Fertiges bleibt in „{folder}“: Erneut ausführen, um dort fortzusetzen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/training_parameters.py" />
      <source>0.25 keeps a quarter of the image.</source>
      <translation>0,25 behält ein Viertel des Bildes zurück.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/training_parameters.py" />
      <source>Batch size [chips]</source>
      <translation>Batchgröße [Chips]</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/training_parameters.py" />
      <source>Class field</source>
      <translation>Klassenfeld</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/training_parameters.py" />
      <source>Encoder</source>
      <translation>Encoder</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/training_parameters.py" />
      <source>Epochs</source>
      <translation>Epochen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/training_parameters.py" />
      <source>Further files of the image</source>
      <translation>Weitere Dateien des Bildes</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/training_parameters.py" />
      <source>How big the steps of learning are. The engine's default when left empty.</source>
      <translation>Wie groß die Schritte beim Lernen sind. Leer: die Vorgabe der Engine.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/training_parameters.py" />
      <source>How many chips are learned from at once. Fewer need less memory.</source>
      <translation>Aus wie vielen Chips auf einmal gelernt wird. Weniger brauchen weniger Speicher.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/training_parameters.py" />
      <source>Learning rate</source>
      <translation>Lernrate</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/training_parameters.py" />
      <source>More takes longer and learns more. When empty, the number of chips decides.</source>
      <translation>Mehr dauert länger und lernt mehr. Bleibt das Feld leer, entscheidet die Zahl der Chips.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/training_parameters.py" />
      <source>Polygons to validate on, instead of a side of the image.</source>
      <translation>Polygone, auf denen validiert wird, statt einer Seite des Bildes.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/training_parameters.py" />
      <source>Seed</source>
      <translation>Startwert (Seed)</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/training_parameters.py" />
      <source>Share of the image kept for validation</source>
      <translation>Für Validierung zurückbehaltener Anteil des Bildes</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/training_parameters.py" />
      <source>Side of the image kept for validation</source>
      <translation>Für Validierung zurückbehaltene Seite des Bildes</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/training_parameters.py" />
      <source>Start from pretrained weights</source>
      <translation>Mit vortrainierten Gewichten beginnen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/training_parameters.py" />
      <source>The bands to learn from, in their order. All of them when left empty.</source>
      <translation>Die Kanäle, aus denen gelernt wird, in ihrer Reihenfolge. Leer: alle.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/training_parameters.py" />
      <source>The field with the name of each feature's class. Without it all are one class.</source>
      <translation>Das Feld mit der Klasse jedes Objekts. Ohne Feld gehören alle zu einer Klasse.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/training_parameters.py" />
      <source>The image to learn from; a file on this computer with any number of bands.</source>
      <translation>Das Bild, aus dem gelernt wird; eine Datei auf diesem Computer mit beliebig vielen Kanälen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/training_parameters.py" />
      <source>The model does not see this side in training; the scores come from there.</source>
      <translation>Diese Seite sieht das Modell im Training nicht; daher stammen die Gütemaße.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/training_parameters.py" />
      <source>The other sheets of an image that is cut into several files.</source>
      <translation>Die anderen Blätter eines Bildes, das in mehrere Dateien geteilt ist.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/training_parameters.py" />
      <source>Training area</source>
      <translation>Trainingsbereich</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/training_parameters.py" />
      <source>Validation area</source>
      <translation>Validierungsbereich</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/training_parameters.py" />
      <source>Weights that learned to see on other images. They are downloaded where they are not on this computer; 'if-available' goes on without when that fails.</source>
      <translation>Gewichte, die an anderen Bildern sehen gelernt haben. Sie werden heruntergeladen, wenn sie nicht auf diesem Computer sind; „if-available“ macht ohne weiter, wenn das misslingt.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/training_parameters.py" />
      <source>Where everything goes. In the folder for runs, which is chosen in the options, a new one is made. A training that was stopped goes on from its last checkpoint when it is run again with the folder that it had.</source>
      <translation>Wohin alles kommt. Im Ordner für Läufe, der in den Optionen gewählt wird, entsteht ein neuer. Ein angehaltenes Training wird ab dem letzten Checkpoint fortgesetzt, wenn es mit dem Ordner, den es hatte, erneut ausgeführt wird.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/processing/training_parameters.py" />
      <source>Where the labels are complete. The whole image when left empty.</source>
      <translation>Wo die Labels vollständig sind. Leer: im ganzen Bild.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/progress_text.py" />
      <source>: {done} of {total} {unit}</source>
      <translation>: {done} von {total} {unit}</translation>
    </message>
    <message>
      <location filename="../rv_qgis/progress_text.py" />
      <source>about a minute left</source>
      <translation>noch etwa eine Minute</translation>
    </message>
    <message>
      <location filename="../rv_qgis/progress_text.py" />
      <source>about {hours} hours left</source>
      <translation>noch etwa {hours} Stunden</translation>
    </message>
    <message>
      <location filename="../rv_qgis/progress_text.py" />
      <source>about {minutes} minutes left</source>
      <translation>noch etwa {minutes} Minuten</translation>
    </message>
    <message>
      <location filename="../rv_qgis/progress_text.py" />
      <source>less than a minute left</source>
      <translation>noch unter einer Minute</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/comparison_model.py" />
      <source>95 % interval of the difference: {low} to {high}</source>
      <translation>95-%-Intervall des Unterschieds: {low} bis {high}</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/comparison_model.py" />
      <source>Score</source>
      <translation>Gütemaß</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/comparison_page.py" />
      <source>Comparison of runs</source>
      <translation>Vergleich von Läufen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/comparison_page.py" />
      <source>Finding out whether they differ...</source>
      <translation>Es wird festgestellt, ob sie sich unterscheiden...</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/comparison_page.py" />
      <source>Stop Comparing</source>
      <translation>Vergleich beenden</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/confusion_page.py" />
      <source>Click a cell to see these errors on the map.</source>
      <translation>Auf eine Zelle klicken, um diese Fehler auf der Karte zu sehen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/confusion_page.py" />
      <source>Confusion matrix</source>
      <translation>Konfusionsmatrix</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/confusion_page.py" />
      <source>Rows are the labels, columns what the model made of them.</source>
      <translation>Zeilen sind die Labels, Spalten das, was das Modell daraus machte.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/error_layers.py" />
      <source>Errors of {run}</source>
      <translation>Fehler von {run}</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/error_layers.py" />
      <source>Missed and false objects of {scene}</source>
      <translation>Übersehene und falsche Objekte von {scene}</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/error_layers.py" />
      <source>Share of wrong pixels of {scene}</source>
      <translation>Anteil falscher Pixel von {scene}</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/error_layers.py" />
      <source>Wrong cells of {scene}</source>
      <translation>Falsche Zellen von {scene}</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/error_layers.py" />
      <source>Wrong pixels of {scene}</source>
      <translation>Falsche Pixel von {scene}</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/error_layers.py" />
      <source>found</source>
      <translation>gefunden</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/error_layers.py" />
      <source>missed</source>
      <translation>übersehen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/error_layers.py" />
      <source>right</source>
      <translation>richtig</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/error_layers.py" />
      <source>wrong</source>
      <translation>falsch</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/error_layers.py" />
      <source>wrongly found</source>
      <translation>fälschlich gefunden</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/error_layers.py" />
      <source>{label} taken for {predicted}</source>
      <translation>{label} für {predicted} gehalten</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/evaluation.py" />
      <source>'per_scene' is no dictionary</source>
      <translation>„per_scene“ ist kein Wörterbuch</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/evaluation.py" />
      <source>'{path}' is not an evaluation: {reason}.</source>
      <translation>„{path}“ ist keine Auswertung: {reason}.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/evaluation.py" />
      <source>All scenes</source>
      <translation>Alle Szenen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/evaluation.py" />
      <source>Choose the eval.json in the folder 'eval' of a run.</source>
      <translation>Die eval.json im Ordner „eval“ eines Laufs wählen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/evaluation.py" />
      <source>an item in it is not as expected ({reason})</source>
      <translation>ein Eintrag darin ist nicht wie erwartet ({reason})</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/evaluation.py" />
      <source>it cannot be read: {reason}</source>
      <translation>sie kann nicht gelesen werden: {reason}</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/evaluation.py" />
      <source>it has no list 'overall'</source>
      <translation>sie hat keine Liste „overall“</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/evaluation.py" />
      <source>it is not JSON</source>
      <translation>sie ist kein JSON</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/evaluation_dock.py" />
      <source>Compare with another evaluation</source>
      <translation>Mit einer anderen Auswertung vergleichen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/evaluation_dock.py" />
      <source>Comparison</source>
      <translation>Vergleich</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/evaluation_dock.py" />
      <source>Confusion</source>
      <translation>Konfusion</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/evaluation_dock.py" />
      <source>Curves</source>
      <translation>Kurven</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/evaluation_dock.py" />
      <source>Evaluations (eval.json *.json)</source>
      <translation>Auswertungen (eval.json *.json)</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/evaluation_dock.py" />
      <source>No evaluation is open. Open the eval.json in the folder of a run.</source>
      <translation>Keine Auswertung ist geöffnet. Bitte die eval.json im Ordner eines Laufs öffnen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/evaluation_dock.py" />
      <source>On the map: '{label}' taken for '{predicted}'. Places: {count}.</source>
      <translation>Auf der Karte: „{label}“ für „{predicted}“ gehalten. Stellen: {count}.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/evaluation_dock.py" />
      <source>On the map: errors of '{label}'. Places: {count}.</source>
      <translation>Auf der Karte: Fehler von „{label}“. Stellen: {count}.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/evaluation_dock.py" />
      <source>Open an evaluation</source>
      <translation>Auswertung öffnen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/evaluation_dock.py" />
      <source>RV evaluation</source>
      <translation>RV Auswertung</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/evaluation_dock.py" />
      <source>Save the report</source>
      <translation>Bericht speichern</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/evaluation_dock.py" />
      <source>Scene</source>
      <translation>Szene</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/evaluation_dock.py" />
      <source>Worst</source>
      <translation>Schlechteste</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/picture_list.py" />
      <source>Precision and recall at each threshold</source>
      <translation>Precision und Recall bei jedem Schwellenwert</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/picture_list.py" />
      <source>Reliability: how often the model is right when it says how sure it is</source>
      <translation>Verlässlichkeit: wie oft das Modell recht hat, wenn es sagt, wie sicher es ist</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/picture_list.py" />
      <source>There are no curves that can be shown.</source>
      <translation>Es gibt keine Kurven, die gezeigt werden können.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/picture_list.py" />
      <source>Training: losses and scores of each epoch</source>
      <translation>Training: Verluste und Gütemaße jeder Epoche</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/places_page.py" />
      <source>Click a place to see it on the map.</source>
      <translation>Ein Klick auf eine Stelle zeigt sie auf der Karte.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/places_page.py" />
      <source>From left to right: image, labels, prediction.</source>
      <translation>Von links nach rechts: Bild, Labels, Vorhersage.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/places_page.py" />
      <source>The worst places</source>
      <translation>Die schlechtesten Stellen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/report_buttons.py" />
      <source>Another File...</source>
      <translation>Andere Datei...</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/report_buttons.py" />
      <source>Compare with another run</source>
      <translation>Mit einem anderen Lauf vergleichen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/report_buttons.py" />
      <source>Copy as Markdown</source>
      <translation>Als Markdown kopieren</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/report_buttons.py" />
      <source>Copy for a Spreadsheet</source>
      <translation>Für Tabellenkalkulation kopieren</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/report_buttons.py" />
      <source>Copy the tables</source>
      <translation>Tabellen kopieren</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/report_buttons.py" />
      <source>Save as CSV...</source>
      <translation>Als CSV speichern...</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/report_buttons.py" />
      <source>Save as HTML...</source>
      <translation>Als HTML speichern...</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/report_buttons.py" />
      <source>Save as PDF...</source>
      <translation>Als PDF speichern...</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/report_document.py" />
      <source>Confusion: rows are the labels, columns what the model made of them.</source>
      <translation>Konfusion: Zeilen sind die Labels, Spalten das, was das Modell daraus machte.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/report_document.py" />
      <source>Evaluation of {run}</source>
      <translation>Auswertung von {run}</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/report_document.py" />
      <source>balanced accuracy</source>
      <translation>balancierte Genauigkeit</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/report_document.py" />
      <source>kappa</source>
      <translation>Kappa</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/report_document.py" />
      <source>mAP</source>
      <translation>mAP</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/report_document.py" />
      <source>overall accuracy</source>
      <translation>Gesamtgenauigkeit</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/report_export.py" />
      <source>Choose another folder, or close the program that has it open.</source>
      <translation>Einen anderen Ordner wählen oder das Programm schließen, das die Datei geöffnet hat.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/report_part.py" />
      <source>Comparing two runs</source>
      <translation>Zwei Läufe werden verglichen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/report_part.py" />
      <source>Evaluation</source>
      <translation>Auswertung</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/report_part.py" />
      <source>Looking up the reports of RV Studio</source>
      <translation>Berichte von RV Studio werden gesucht</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/report_part.py" />
      <source>Show Evaluation...</source>
      <translation>Auswertung anzeigen...</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/score_model.py" />
      <source>AP50</source>
      <translation>AP50</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/score_model.py" />
      <source>Average precision of objects that overlap a label by half or more</source>
      <translation>Mittlere Präzision (AP) der Objekte, die ein Label mindestens zur Hälfte überlappen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/score_model.py" />
      <source>Each class counts as much as there is of it in the labels, the background too</source>
      <translation>Jede Klasse zählt so viel, wie von ihr in den Labels ist, auch der Hintergrund</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/score_model.py" />
      <source>Each class counts the same; the background is left out</source>
      <translation>Jede Klasse zählt gleich viel; der Hintergrund bleibt außen vor</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/score_model.py" />
      <source>How much of the class is in the labels</source>
      <translation>Wie viel von der Klasse in den Labels ist</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/score_model.py" />
      <source>How much was predicted as the class</source>
      <translation>Wie viel als die Klasse vorhergesagt wurde</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/score_model.py" />
      <source>IoU</source>
      <translation>IoU</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/score_model.py" />
      <source>Labelled</source>
      <translation>In den Labels</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/score_model.py" />
      <source>Labelled and predicted are numbers of cells.</source>
      <translation>Gezählt sind Zellen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/score_model.py" />
      <source>Labelled and predicted are numbers of objects.</source>
      <translation>Gezählt sind Objekte.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/score_model.py" />
      <source>Labelled and predicted are numbers of pixels.</source>
      <translation>Gezählt sind Pixel.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/score_model.py" />
      <source>Of what is labelled as the class, the share that was found</source>
      <translation>Von dem, was als die Klasse gelabelt ist: der Anteil, der gefunden wurde</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/score_model.py" />
      <source>Of what was predicted as the class, the share that is right</source>
      <translation>Von dem, was als die Klasse vorhergesagt wurde: der Anteil, der richtig ist</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/score_model.py" />
      <source>Precision</source>
      <translation>Precision</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/score_model.py" />
      <source>Predicted</source>
      <translation>Vorhergesagt</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/score_model.py" />
      <source>Recall</source>
      <translation>Recall</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/score_model.py" />
      <source>The harmonic mean of precision and recall</source>
      <translation>Das harmonische Mittel von Precision und Recall</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/score_model.py" />
      <source>What is both labelled and predicted, of what is either</source>
      <translation>Was gelabelt und vorhergesagt ist, von dem, was eines von beiden ist</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/score_model.py" />
      <source>With 95 % certainty between {low} and {high}</source>
      <translation>Mit 95 % Sicherheit zwischen {low} und {high}</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/score_model.py" />
      <source>mean of classes</source>
      <translation>Mittel der Klassen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/score_model.py" />
      <source>weighted average</source>
      <translation>gewichtetes Mittel</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/score_model.py" />
      <source>{share} % of '{true}' was taken for '{predicted}'</source>
      <translation>{share} % von „{true}“ wurden für „{predicted}“ gehalten</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/scores_page.py" />
      <source>95 % intervals</source>
      <translation>95-%-Intervalle</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/scores_page.py" />
      <source>Double-click a class to see its errors on the map.</source>
      <translation>Auf eine Klasse doppelklicken, um ihre Fehler auf der Karte zu sehen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/scores_page.py" />
      <source>Scores of each class</source>
      <translation>Gütemaße jeder Klasse</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/verdicts.py" />
      <source>Both were measured on the same {count} blocks. They differ where the 95 % interval of the difference leaves out 0.</source>
      <translation>Beide wurden an denselben {count} Blöcken gemessen. Sie unterscheiden sich, wo das 95-%-Intervall des Unterschieds die 0 nicht enthält.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/verdicts.py" />
      <source>Whether they differ cannot be said.</source>
      <translation>Ob sie sich unterscheiden, lässt sich nicht sagen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/verdicts.py" />
      <source>Whether they differ cannot be said: one of them has no blocks.npz. Evaluate it again.</source>
      <translation>Ob sie sich unterscheiden, lässt sich nicht sagen: Einem fehlt blocks.npz. Bewerten Sie ihn neu.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/verdicts.py" />
      <source>Whether they differ cannot be said: they have other classes.</source>
      <translation>Ob sie sich unterscheiden, lässt sich nicht sagen: Sie haben andere Klassen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/verdicts.py" />
      <source>Whether they differ cannot be said: they were measured on other places, or with other labels.</source>
      <translation>Ob sie sich unterscheiden, lässt sich nicht sagen: Sie wurden an anderen Stellen oder mit anderen Labels gemessen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/verdicts.py" />
      <source>Whether they differ cannot be said: they were measured on other scenes.</source>
      <translation>Ob sie sich unterscheiden, lässt sich nicht sagen: Sie wurden an anderen Szenen gemessen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/verdicts.py" />
      <source>Whether they differ cannot be said: they were measured on the same places, but these are too few.</source>
      <translation>Ob sie sich unterscheiden, lässt sich nicht sagen: Sie wurden an denselben Stellen gemessen, aber das sind zu wenige.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/verdicts.py" />
      <source>Whether they differ cannot be said: they were not measured in the same way.</source>
      <translation>Ob sie sich unterscheiden, lässt sich nicht sagen: Sie wurden nicht auf dieselbe Weise gemessen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/report/verdicts.py" />
      <source>Whether they differ could not be found out: the engine did not answer.</source>
      <translation>Ob sie sich unterscheiden, ließ sich nicht feststellen: Die Engine hat nicht geantwortet.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/closing_question.py" />
      <source>It can run on without QGIS, and is found again in 'RV runs'. When it is stopped, it can be gone on with from its last checkpoint.</source>
      <translation>Er kann ohne QGIS weiterlaufen und ist in „RV Läufe“ wiederzufinden. Wird er angehalten, lässt er sich ab dem letzten Checkpoint fortsetzen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/closing_question.py" />
      <source>Let Run</source>
      <translation>Weiterlaufen lassen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/closing_question.py" />
      <source>RV Studio</source>
      <translation>RV Studio</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/closing_question.py" />
      <source>Stop</source>
      <translation>Anhalten</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/closing_question.py" />
      <source>The run '{name}' is under way.</source>
      <translation>Der Lauf „{name}“ ist noch im Gange.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/closing_question.py" />
      <source>They can run on without QGIS, and are found again in 'RV runs'. When they are stopped, they can be gone on with from their last checkpoint.</source>
      <translation>Sie können ohne QGIS weiterlaufen und sind in „RV Läufe“ wiederzufinden. Werden sie angehalten, lassen sie sich ab dem letzten Checkpoint fortsetzen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/closing_question.py" />
      <source>{count} runs are under way.</source>
      <translation>{count} Läufe sind im Gange.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/curve_names.py" />
      <source>accuracy</source>
      <translation>Genauigkeit</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/curve_names.py" />
      <source>mean F1</source>
      <translation>mittleres F1</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/curve_names.py" />
      <source>mean precision</source>
      <translation>mittlere Precision</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/curve_names.py" />
      <source>mean recall</source>
      <translation>mittlerer Recall</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/curve_names.py" />
      <source>training loss</source>
      <translation>Trainingsverlust</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/curve_names.py" />
      <source>validation loss</source>
      <translation>Validierungsverlust</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/curve_widget.py" />
      <source>No numbers yet</source>
      <translation>Noch keine Zahlen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/curve_widget.py" />
      <source>epoch</source>
      <translation>Epoche</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/log_view.py" />
      <source>Error: </source>
      <translation>Fehler: </translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/log_view.py" />
      <source>Everything</source>
      <translation>Alles</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/log_view.py" />
      <source>Filter of the log</source>
      <translation>Filter des Protokolls</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/log_view.py" />
      <source>Log</source>
      <translation>Protokoll</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/log_view.py" />
      <source>Messages</source>
      <translation>Meldungen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/log_view.py" />
      <source>Only lines with...</source>
      <translation>Nur Zeilen mit...</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/log_view.py" />
      <source>Warning: </source>
      <translation>Warnung: </translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/log_view.py" />
      <source>Warnings and errors</source>
      <translation>Warnungen und Fehler</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/log_view.py" />
      <source>Which messages</source>
      <translation>Welche Meldungen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/run_actions.py" />
      <source>Add the Maps</source>
      <translation>Karten hinzufügen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/run_actions.py" />
      <source>Add the maps to the project</source>
      <translation>Karten zum Projekt hinzufügen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/run_actions.py" />
      <source>Copy the Command Line</source>
      <translation>Befehlszeile kopieren</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/run_actions.py" />
      <source>Copy the command line</source>
      <translation>Befehlszeile kopieren</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/run_actions.py" />
      <source>Delete the run...</source>
      <translation>Lauf löschen...</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/run_actions.py" />
      <source>Delete...</source>
      <translation>Löschen...</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/run_actions.py" />
      <source>Go On</source>
      <translation>Fortsetzen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/run_actions.py" />
      <source>Go on with what is not finished</source>
      <translation>Unfertiges fortsetzen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/run_actions.py" />
      <source>Open the Folder</source>
      <translation>Ordner öffnen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/run_actions.py" />
      <source>Open the run's folder</source>
      <translation>Ordner des Laufs öffnen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/run_actions.py" />
      <source>Show the Report</source>
      <translation>Bericht anzeigen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/run_actions.py" />
      <source>Show the scores</source>
      <translation>Gütemaße anzeigen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/run_actions.py" />
      <source>Stop; what is finished stays</source>
      <translation>Anhalten; Fertiges bleibt</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/run_collection.py" />
      <source>'{folder}' could not be deleted altogether: {reason}.</source>
      <translation>„{folder}“ konnte nicht vollständig gelöscht werden: {reason}.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/run_collection.py" />
      <source>'{folder}' holds no {name}, without which the run cannot go on.</source>
      <translation>„{folder}“ enthält kein {name}, ohne das der Lauf nicht fortgesetzt werden kann.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/run_collection.py" />
      <source>'{folder}' is no folder of a run.</source>
      <translation>„{folder}“ ist kein Ordner eines Laufs.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/run_collection.py" />
      <source>'{path}' is no config of a pipeline.</source>
      <translation>„{path}“ ist keine Konfiguration einer Pipeline.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/run_collection.py" />
      <source>Choose a file such as pipeline-config.json.</source>
      <translation>Bitte eine Datei wie pipeline-config.json wählen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/run_collection.py" />
      <source>Choose the folder that holds {name}.</source>
      <translation>Den Ordner wählen, in dem {name} liegt.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/run_collection.py" />
      <source>Close programs and layers that use its files, and try again.</source>
      <translation>Programme und Layer schließen, die diese Dateien verwenden, und erneut versuchen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/run_collection.py" />
      <source>Deleting run {name}</source>
      <translation>Lauf {name} wird gelöscht</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/run_collection.py" />
      <source>Looking up the runs of RV Studio</source>
      <translation>Läufe von RV Studio werden gesucht</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/run_collection.py" />
      <source>Reading a run</source>
      <translation>Ein Lauf wird gelesen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/run_collection.py" />
      <source>Set its `root_uri` to a folder.</source>
      <translation>Bitte als `root_uri` einen Ordner angeben.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/run_collection.py" />
      <source>Start it again from its config or its layers.</source>
      <translation>Neu starten, mit der Konfiguration oder den Layern.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/run_collection.py" />
      <source>The config '{path}' names no folder on this computer for its run.</source>
      <translation>Die Konfiguration „{path}“ nennt für ihren Lauf keinen Ordner auf diesem Computer.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/run_collection.py" />
      <source>The folder '{folder}' cannot be written: {reason}.</source>
      <translation>In den Ordner „{folder}“ kann nicht geschrieben werden: {reason}.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/run_details.py" />
      <source>Losses</source>
      <translation>Verluste</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/run_details.py" />
      <source>No runs yet. Train a model, or run a config with the button above.</source>
      <translation>Noch keine Läufe. Ein Modell trainieren oder mit dem Knopf oben eine Konfiguration ausführen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/run_details.py" />
      <source>Progress of the run</source>
      <translation>Fortschritt des Laufs</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/run_details.py" />
      <source>Scores</source>
      <translation>Gütemaße</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/run_details.py" />
      <source>on {device}</source>
      <translation>auf {device}</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/run_details.py" />
      <source>the graphics card ({device})</source>
      <translation>der Grafikkarte ({device})</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/run_details.py" />
      <source>the graphics chip</source>
      <translation>dem Grafikchip</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/run_details.py" />
      <source>the processor</source>
      <translation>dem Prozessor</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/run_details.py" />
      <source>took {duration}</source>
      <translation>dauerte {duration}</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/run_details.py" />
      <source>{count} chips/s</source>
      <translation>{count} Ausschnitte/s</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/run_details.py" />
      <source>{size} of memory</source>
      <translation>{size} Arbeitsspeicher</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/run_details.py" />
      <source>{size} of the graphics card's memory</source>
      <translation>{size} Speicher der Grafikkarte</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/run_table_model.py" />
      <source>Run</source>
      <translation>Lauf</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/run_table_model.py" />
      <source>Started</source>
      <translation>Gestartet</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/run_table_model.py" />
      <source>State</source>
      <translation>Zustand</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/run_table_model.py" />
      <source>failed</source>
      <translation>fehlgeschlagen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/run_table_model.py" />
      <source>finished</source>
      <translation>fertig</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/run_table_model.py" />
      <source>interrupted</source>
      <translation>unterbrochen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/run_table_model.py" />
      <source>not run yet</source>
      <translation>noch nicht gelaufen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/run_table_model.py" />
      <source>running</source>
      <translation>läuft</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/run_table_model.py" />
      <source>stopped</source>
      <translation>angehalten</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/run_table_model.py" />
      <source>{hours} h {minutes} min</source>
      <translation>{hours} h {minutes} min</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/run_table_model.py" />
      <source>{minutes} min</source>
      <translation>{minutes} min</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/run_table_model.py" />
      <source>{seconds} s</source>
      <translation>{seconds} s</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/run_task.py" />
      <source>RV Studio: {run}</source>
      <translation>RV Studio: {run}</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/run_task.py" />
      <source>Starting</source>
      <translation>Wird gestartet</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/runs_dock.py" />
      <source>Add the Folder of a Run...</source>
      <translation>Ordner eines Laufs hinzufügen...</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/runs_dock.py" />
      <source>Add the folder of a run</source>
      <translation>Ordner eines Laufs hinzufügen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/runs_dock.py" />
      <source>Configs of pipelines (*.json)</source>
      <translation>Pipeline-Konfigurationen (*.json)</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/runs_dock.py" />
      <source>Delete a Run</source>
      <translation>Lauf löschen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/runs_dock.py" />
      <source>Delete the run '{run}' with its maps, model and report? The folder '{folder}' is deleted with all that is in it.</source>
      <translation>Den Lauf „{run}“ mit seinen Karten, seinem Modell und Bericht löschen? Der Ordner „{folder}“ wird mit seinem gesamten Inhalt gelöscht.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/runs_dock.py" />
      <source>Look for runs again</source>
      <translation>Erneut nach Läufen suchen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/runs_dock.py" />
      <source>Open a config or a run</source>
      <translation>Konfiguration oder Lauf öffnen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/runs_dock.py" />
      <source>RV runs</source>
      <translation>RV Läufe</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/runs_dock.py" />
      <source>Run a Config...</source>
      <translation>Konfiguration ausführen...</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/runs_dock.py" />
      <source>Run a pipeline</source>
      <translation>Pipeline ausführen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/runs_dock.py" />
      <source>Runs</source>
      <translation>Läufe</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/runs_part.py" />
      <source>Show Runs</source>
      <translation>Läufe anzeigen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/runs/runs_part.py" />
      <source>The run '{run}' is finished.</source>
      <translation>Der Lauf „{run}“ ist fertig.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/settings/compute_box.py" />
      <source> GB</source>
      <translation> GB</translation>
    </message>
    <message>
      <location filename="../rv_qgis/settings/compute_box.py" />
      <source>A run that takes more of the computer's memory is stopped with a message.</source>
      <translation>Ein Lauf, der mehr Arbeitsspeicher belegt, wird mit einer Meldung angehalten.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/settings/compute_box.py" />
      <source>Choose the folder for runs</source>
      <translation>Ordner für Läufe wählen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/settings/compute_box.py" />
      <source>Compute on</source>
      <translation>Rechnen auf</translation>
    </message>
    <message>
      <location filename="../rv_qgis/settings/compute_box.py" />
      <source>Folder for runs</source>
      <translation>Ordner für Läufe</translation>
    </message>
    <message>
      <location filename="../rv_qgis/settings/compute_box.py" />
      <source>How many cores the engine may use at a time.</source>
      <translation>Wie viele Kerne die Engine gleichzeitig nutzen darf.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/settings/compute_box.py" />
      <source>Memory</source>
      <translation>Speicher</translation>
    </message>
    <message>
      <location filename="../rv_qgis/settings/compute_box.py" />
      <source>The fastest there is</source>
      <translation>Das Schnellste, was da ist</translation>
    </message>
    <message>
      <location filename="../rv_qgis/settings/compute_box.py" />
      <source>Threads</source>
      <translation>Threads</translation>
    </message>
    <message>
      <location filename="../rv_qgis/settings/compute_box.py" />
      <source>What the engine computes on, such as cpu, cuda:0 or mps.</source>
      <translation>Worauf die Engine rechnet, etwa cpu, cuda:0 oder mps.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/settings/compute_box.py" />
      <source>all cores</source>
      <translation>alle Kerne</translation>
    </message>
    <message>
      <location filename="../rv_qgis/settings/compute_box.py" />
      <source>beside the project, or in your documents</source>
      <translation>beim Projekt, oder in den eigenen Dokumenten</translation>
    </message>
    <message>
      <location filename="../rv_qgis/settings/compute_box.py" />
      <source>cpu – processor</source>
      <translation>cpu – Prozessor</translation>
    </message>
    <message>
      <location filename="../rv_qgis/settings/compute_box.py" />
      <source>mps – graphics of a Mac</source>
      <translation>mps – Grafik eines Mac</translation>
    </message>
    <message>
      <location filename="../rv_qgis/settings/compute_box.py" />
      <source>no limit</source>
      <translation>unbegrenzt</translation>
    </message>
    <message>
      <location filename="../rv_qgis/settings/compute_box.py" />
      <source>{name} – NVIDIA graphics card</source>
      <translation>{name} – NVIDIA-Grafikkarte</translation>
    </message>
    <message>
      <location filename="../rv_qgis/settings/options_page.py" />
      <source>'Check' starts this Python and shows what it has.</source>
      <translation>„Prüfen“ startet dieses Python und zeigt, was es hat.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/settings/options_page.py" />
      <source>Ask</source>
      <translation>Fragen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/settings/options_page.py" />
      <source>Check</source>
      <translation>Prüfen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/settings/options_page.py" />
      <source>Checking RV Studio's engine</source>
      <translation>Engine von RV Studio wird geprüft</translation>
    </message>
    <message>
      <location filename="../rv_qgis/settings/options_page.py" />
      <source>Choose the engine's Python</source>
      <translation>Python der Engine wählen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/settings/options_page.py" />
      <source>Computing</source>
      <translation>Berechnung</translation>
    </message>
    <message>
      <location filename="../rv_qgis/settings/options_page.py" />
      <source>Engine</source>
      <translation>Engine</translation>
    </message>
    <message>
      <location filename="../rv_qgis/settings/options_page.py" />
      <source>English</source>
      <translation>Englisch</translation>
    </message>
    <message>
      <location filename="../rv_qgis/settings/options_page.py" />
      <source>From QGIS's start to its end</source>
      <translation>Vom Start bis zum Ende von QGIS</translation>
    </message>
    <message>
      <location filename="../rv_qgis/settings/options_page.py" />
      <source>Keep the engine and its models ready</source>
      <translation>Engine und Modelle bereithalten</translation>
    </message>
    <message>
      <location filename="../rv_qgis/settings/options_page.py" />
      <source>Language of logs</source>
      <translation>Sprache der Protokolle</translation>
    </message>
    <message>
      <location filename="../rv_qgis/settings/options_page.py" />
      <source>Let them run on</source>
      <translation>Weiterlaufen lassen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/settings/options_page.py" />
      <source>Not at all: each prediction starts it anew</source>
      <translation>Gar nicht: Jede Vorhersage startet sie neu</translation>
    </message>
    <message>
      <location filename="../rv_qgis/settings/options_page.py" />
      <source>Not set up yet: press 'Set Up...'</source>
      <translation>Noch nicht eingerichtet: bitte „Einrichten...“ drücken</translation>
    </message>
    <message>
      <location filename="../rv_qgis/settings/options_page.py" />
      <source>One-click prediction</source>
      <translation>Vorhersage per Klick</translation>
    </message>
    <message>
      <location filename="../rv_qgis/settings/options_page.py" />
      <source>Other values for this project</source>
      <translation>Andere Werte für dieses Projekt</translation>
    </message>
    <message>
      <location filename="../rv_qgis/settings/options_page.py" />
      <source>Python</source>
      <translation>Python</translation>
    </message>
    <message>
      <location filename="../rv_qgis/settings/options_page.py" />
      <source>QGIS's, as far as it is translated</source>
      <translation>die von QGIS, soweit übersetzt</translation>
    </message>
    <message>
      <location filename="../rv_qgis/settings/options_page.py" />
      <source>Set Up...</source>
      <translation>Einrichten...</translation>
    </message>
    <message>
      <location filename="../rv_qgis/settings/options_page.py" />
      <source>Starting {python} (from {source}) ...</source>
      <translation>{python} (aus {source}) wird gestartet ...</translation>
    </message>
    <message>
      <location filename="../rv_qgis/settings/options_page.py" />
      <source>Stop them</source>
      <translation>Anhalten</translation>
    </message>
    <message>
      <location filename="../rv_qgis/settings/options_page.py" />
      <source>The check was stopped.</source>
      <translation>Die Prüfung wurde angehalten.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/settings/options_page.py" />
      <source>The engine runs in a Python of its own, with PyTorch and others, outside QGIS. 'Set Up...' makes one. To use another, choose the Python program of its environment; leave it empty for the one that was set up.</source>
      <translation>Die Engine läuft in einem eigenen Python, mit PyTorch und anderem, außerhalb von QGIS. „Einrichten...“ legt eines an. Um ein anderes zu verwenden, das Python-Programm seiner Umgebung wählen; leer lassen für das eingerichtete.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/settings/options_page.py" />
      <source>What the engine itself writes is always English. All in English is easier to ask others about.</source>
      <translation>Was die Engine selbst schreibt, ist immer englisch. Ganz in Englisch lässt sich leichter bei anderen nachfragen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/settings/options_page.py" />
      <source>When QGIS is closed while they run</source>
      <translation>Wenn QGIS währenddessen geschlossen wird</translation>
    </message>
    <message>
      <location filename="../rv_qgis/settings/options_page.py" />
      <source>When it was used, for a quarter of an hour</source>
      <translation>Nach Gebrauch, eine Viertelstunde lang</translation>
    </message>
    <message>
      <location filename="../rv_qgis/setup/existing_python_page.py" />
      <source>Check and Use</source>
      <translation>Prüfen und verwenden</translation>
    </message>
    <message>
      <location filename="../rv_qgis/setup/existing_python_page.py" />
      <source>Checking a Python for RV Studio</source>
      <translation>Ein Python für RV Studio wird geprüft</translation>
    </message>
    <message>
      <location filename="../rv_qgis/setup/existing_python_page.py" />
      <source>Choose a Python</source>
      <translation>Python wählen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/setup/existing_python_page.py" />
      <source>Choose a Python first.</source>
      <translation>Bitte zuerst ein Python wählen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/setup/existing_python_page.py" />
      <source>For a Python environment that has the engine's packages: PyTorch, torchvision, rasterio and others. Nothing is installed into it. It is checked before it is taken.</source>
      <translation>Für eine Python-Umgebung, die die Pakete der Engine hat: PyTorch, torchvision, rasterio und andere. Darin wird nichts installiert. Sie wird geprüft, bevor sie verwendet wird.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/setup/existing_python_page.py" />
      <source>Starting {path}...</source>
      <translation>{path} wird gestartet...</translation>
    </message>
    <message>
      <location filename="../rv_qgis/setup/existing_python_page.py" />
      <source>The Python, or the folder, of a virtual, conda or pixi environment</source>
      <translation>Das Python oder der Ordner einer virtuellen, conda- oder pixi-Umgebung</translation>
    </message>
    <message>
      <location filename="../rv_qgis/setup/managed_page.py" />
      <source>A set-up was begun and not finished.</source>
      <translation>Eine Einrichtung wurde begonnen und nicht beendet.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/setup/managed_page.py" />
      <source>About {disk:.1f} GB are needed; {free:.0f} GB are free here.</source>
      <translation>Etwa {disk:.1f} GB werden benötigt; {free:.0f} GB sind hier frei.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/setup/managed_page.py" />
      <source>An engine is there, but with another build or for another release. What was downloaded before is used again.</source>
      <translation>Eine Engine ist vorhanden, aber mit anderem Build oder für eine andere Version. Bereits Heruntergeladenes wird wieder verwendet.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/setup/managed_page.py" />
      <source>Choose the folder for the engine</source>
      <translation>Ordner für die Engine wählen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/setup/managed_page.py" />
      <source>Computes on</source>
      <translation>Rechnet auf</translation>
    </message>
    <message>
      <location filename="../rv_qgis/setup/managed_page.py" />
      <source>Deletes the engine from this computer.</source>
      <translation>Löscht die Engine von diesem Computer.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/setup/managed_page.py" />
      <source>Deletes this environment and makes it again.</source>
      <translation>Löscht diese Umgebung und legt sie neu an.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/setup/managed_page.py" />
      <source>Folder</source>
      <translation>Ordner</translation>
    </message>
    <message>
      <location filename="../rv_qgis/setup/managed_page.py" />
      <source>Looking at this computer...</source>
      <translation>Dieser Computer wird untersucht...</translation>
    </message>
    <message>
      <location filename="../rv_qgis/setup/managed_page.py" />
      <source>Made from</source>
      <translation>Erstellt aus</translation>
    </message>
    <message>
      <location filename="../rv_qgis/setup/managed_page.py" />
      <source>NVIDIA graphics card</source>
      <translation>NVIDIA-Grafikkarte</translation>
    </message>
    <message>
      <location filename="../rv_qgis/setup/managed_page.py" />
      <source>No Python 3.10 or later was found. Install Python 3.12 from python.org (on Debian and Ubuntu: the package python3-venv), or uv, and open this page again.</source>
      <translation>Es wurde kein Python ab 3.10 gefunden. Bitte Python 3.12 von python.org (unter Debian und Ubuntu: das Paket python3-venv) oder uv installieren und diese Seite erneut öffnen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/setup/managed_page.py" />
      <source>Nothing is installed yet.</source>
      <translation>Noch ist nichts installiert.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/setup/managed_page.py" />
      <source>Processor</source>
      <translation>Prozessor</translation>
    </message>
    <message>
      <location filename="../rv_qgis/setup/managed_page.py" />
      <source>PyTorch is no longer made for this kind of computer. Use an existing Python that has it.</source>
      <translation>PyTorch wird für diese Art von Computer nicht mehr hergestellt. Bitte ein vorhandenes Python verwenden, das es hat.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/setup/managed_page.py" />
      <source>Python {version} ({path})</source>
      <translation>Python {version} ({path})</translation>
    </message>
    <message>
      <location filename="../rv_qgis/setup/managed_page.py" />
      <source>Python {version}, downloaded by uv</source>
      <translation>Python {version}, heruntergeladen von uv</translation>
    </message>
    <message>
      <location filename="../rv_qgis/setup/managed_page.py" />
      <source>RV Studio computes in a Python environment of its own, with PyTorch and others, so that it never disturbs QGIS. It is downloaded once, from pypi.org and pytorch.org, and serves all QGIS versions on this computer.</source>
      <translation>RV Studio rechnet in einer eigenen Python-Umgebung, mit PyTorch und anderem, und stört QGIS daher nie. Sie wird einmal von pypi.org und pytorch.org heruntergeladen und dient allen QGIS-Versionen auf diesem Computer.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/setup/managed_page.py" />
      <source>Repair</source>
      <translation>Reparieren</translation>
    </message>
    <message>
      <location filename="../rv_qgis/setup/managed_page.py" />
      <source>Set Up</source>
      <translation>Einrichten</translation>
    </message>
    <message>
      <location filename="../rv_qgis/setup/managed_page.py" />
      <source>The folder cannot be written. Choose another one.</source>
      <translation>In den Ordner kann nicht geschrieben werden. Bitte einen anderen wählen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/setup/managed_page.py" />
      <source>There is too little room on this disk. Choose a folder on another one.</source>
      <translation>Auf diesem Datenträger ist zu wenig Platz. Bitte einen Ordner auf einem anderen wählen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/setup/managed_page.py" />
      <source>This is set up and ready.</source>
      <translation>Dies ist eingerichtet und bereit.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/setup/managed_page.py" />
      <source>Update</source>
      <translation>Aktualisieren</translation>
    </message>
    <message>
      <location filename="../rv_qgis/setup/managed_page.py" />
      <source>{what} – about {size:.1f} GB to download</source>
      <translation>{what} – etwa {size:.1f} GB herunterzuladen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/setup/report_html.py" />
      <source>The engine is not ready:</source>
      <translation>Die Engine ist nicht bereit:</translation>
    </message>
    <message>
      <location filename="../rv_qgis/setup/report_html.py" />
      <source>The engine is ready.</source>
      <translation>Die Engine ist bereit.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/setup/report_html.py" />
      <source>missing</source>
      <translation>fehlt</translation>
    </message>
    <message>
      <location filename="../rv_qgis/setup/set_up_part.py" />
      <source>Set Up Engine...</source>
      <translation>Engine einrichten...</translation>
    </message>
    <message>
      <location filename="../rv_qgis/setup/setup_dialog.py" />
      <source>Close</source>
      <translation>Schließen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/setup/setup_dialog.py" />
      <source>Copies a text for a report, without your name, home folder and passwords.</source>
      <translation>Kopiert einen Text für einen Fehlerbericht, ohne Namen, Benutzerordner und Passwörter.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/setup/setup_dialog.py" />
      <source>Copy Diagnostics</source>
      <translation>Diagnose kopieren</translation>
    </message>
    <message>
      <location filename="../rv_qgis/setup/setup_dialog.py" />
      <source>Hide Log</source>
      <translation>Protokoll ausblenden</translation>
    </message>
    <message>
      <location filename="../rv_qgis/setup/setup_dialog.py" />
      <source>Install</source>
      <translation>Installieren</translation>
    </message>
    <message>
      <location filename="../rv_qgis/setup/setup_dialog.py" />
      <source>It computes on: {devices}</source>
      <translation>Sie rechnet auf: {devices}</translation>
    </message>
    <message>
      <location filename="../rv_qgis/setup/setup_dialog.py" />
      <source>It uses</source>
      <translation>Sie verwendet</translation>
    </message>
    <message>
      <location filename="../rv_qgis/setup/setup_dialog.py" />
      <source>Looking for Python</source>
      <translation>Python wird gesucht</translation>
    </message>
    <message>
      <location filename="../rv_qgis/setup/setup_dialog.py" />
      <source>Remove the Engine</source>
      <translation>Engine entfernen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/setup/setup_dialog.py" />
      <source>Remove the engine from this computer? Its {count} environment(s) in '{folder}' are deleted. Your runs and models stay.</source>
      <translation>Die Engine von diesem Computer entfernen? Ihre Umgebungen in „{folder}“ (Anzahl: {count}) werden gelöscht. Läufe und Modelle bleiben.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/setup/setup_dialog.py" />
      <source>Removing RV Studio's engine</source>
      <translation>Engine von RV Studio wird entfernt</translation>
    </message>
    <message>
      <location filename="../rv_qgis/setup/setup_dialog.py" />
      <source>Removing {name}</source>
      <translation>{name} wird entfernt</translation>
    </message>
    <message>
      <location filename="../rv_qgis/setup/setup_dialog.py" />
      <source>Set Up RV Studio's Engine</source>
      <translation>Engine von RV Studio einrichten</translation>
    </message>
    <message>
      <location filename="../rv_qgis/setup/setup_dialog.py" />
      <source>Setting up RV Studio's engine</source>
      <translation>Engine von RV Studio wird eingerichtet</translation>
    </message>
    <message>
      <location filename="../rv_qgis/setup/setup_dialog.py" />
      <source>Show Log</source>
      <translation>Protokoll anzeigen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/setup/setup_dialog.py" />
      <source>Stopped. What was downloaded is kept: 'Go On' continues from there.</source>
      <translation>Angehalten. Heruntergeladenes bleibt erhalten: „Fortsetzen“ macht dort weiter.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/setup/setup_dialog.py" />
      <source>Stopping...</source>
      <translation>Wird angehalten...</translation>
    </message>
    <message>
      <location filename="../rv_qgis/setup/setup_dialog.py" />
      <source>The diagnostics are on the clipboard.</source>
      <translation>Die Diagnose ist in der Zwischenablage.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/setup/setup_dialog.py" />
      <source>The engine was removed.</source>
      <translation>Die Engine wurde entfernt.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/setup/setup_dialog.py" />
      <source>Use an Existing Python</source>
      <translation>Vorhandenes Python verwenden</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/amounts.py" />
      <source>about a minute</source>
      <translation>etwa eine Minute</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/amounts.py" />
      <source>about {count} days</source>
      <translation>etwa {count} Tage</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/amounts.py" />
      <source>about {count} hours</source>
      <translation>etwa {count} Stunden</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/amounts.py" />
      <source>about {count} minutes</source>
      <translation>etwa {count} Minuten</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/amounts.py" />
      <source>less than a minute</source>
      <translation>unter einer Minute</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/areas_page.py" />
      <source>&amp;Clear</source>
      <translation>&amp;Leeren</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/areas_page.py" />
      <source>&amp;Everywhere on the images</source>
      <translation>Überall auf den &amp;Bildern</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/areas_page.py" />
      <source>&amp;Validate in the polygons of</source>
      <translation>&amp;Validieren in den Polygonen von</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/areas_page.py" />
      <source>Click the corners on the map; a right click or Enter ends, Escape gives up.</source>
      <translation>Die Ecken auf der Karte anklicken; Rechtsklick oder Eingabetaste beendet, Esc bricht ab.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/areas_page.py" />
      <source>Dra&amp;w...</source>
      <translation>Zeich&amp;nen...</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/areas_page.py" />
      <source>Draw an area on the map first.</source>
      <translation>Bitte zuerst einen Bereich auf der Karte zeichnen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/areas_page.py" />
      <source>In the &amp;polygons of</source>
      <translation>In den &amp;Polygonen von</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/areas_page.py" />
      <source>In what I draw on the &amp;map</source>
      <translation>In dem, was ich auf der &amp;Karte zeichne</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/areas_page.py" />
      <source>Instead of on a side of the image</source>
      <translation>Statt auf einer Seite des Bildes</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/areas_page.py" />
      <source>Layer with the areas</source>
      <translation>Layer mit den Bereichen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/areas_page.py" />
      <source>Layer with the areas for validation</source>
      <translation>Layer mit den Bereichen für die Validierung</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/areas_page.py" />
      <source>The labels are complete</source>
      <translation>Die Labels sind vollständig</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/areas_page.py" />
      <source>The project has no other layer of polygons.</source>
      <translation>Das Projekt hat keinen anderen Polygonlayer.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/areas_page.py" />
      <source>What has no label there counts as background. Leave out places that nobody has labelled yet.</source>
      <translation>Was dort kein Label hat, zählt als Hintergrund. Stellen auslassen, die noch niemand gelabelt hat.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/areas_page.py" />
      <source>Where is everything labelled?</source>
      <translation>Wo ist alles gelabelt?</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/areas_page.py" />
      <source>{count} drawn</source>
      <translation>{count} gezeichnet</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/band_list.py" />
      <source>&amp;Up</source>
      <translation>Nach &amp;oben</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/band_list.py" />
      <source>Do&amp;wn</source>
      <translation>Nach &amp;unten</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/band_list.py" />
      <source>Drag bands, or use the buttons, to change their order</source>
      <translation>Kanäle ziehen oder die Knöpfe verwenden, um die Reihenfolge zu ändern</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/check_page.py" />
      <source>&amp;Copy Command Line</source>
      <translation>Befehlszeile &amp;kopieren</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/check_page.py" />
      <source>&amp;Save Config...</source>
      <translation>Konfiguration &amp;speichern...</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/check_page.py" />
      <source>'Train' starts the training. It goes on when this window is closed, and QGIS too.</source>
      <translation>„Trainieren“ startet das Training. Es läuft weiter, wenn dieses Fenster und auch QGIS geschlossen wird.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/check_page.py" />
      <source>...</source>
      <translation>...</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/check_page.py" />
      <source>Choose the run folder</source>
      <translation>Laufordner wählen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/check_page.py" />
      <source>Configs of a pipeline (*.json)</source>
      <translation>Konfigurationen einer Pipeline (*.json)</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/check_page.py" />
      <source>Everything is in order.</source>
      <translation>Alles ist in Ordnung.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/check_page.py" />
      <source>Everything that the training makes goes there.</source>
      <translation>Alles, was das Training erzeugt, kommt dorthin.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/check_page.py" />
      <source>Images, labels and options are checked...</source>
      <translation>Bilder, Labels und Optionen werden geprüft...</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/check_page.py" />
      <source>It can start. Look at what is listed here before.</source>
      <translation>Es kann losgehen. Bitte vorher die Liste hier ansehen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/check_page.py" />
      <source>Makes a model for QGIS's toolbox that runs this config.</source>
      <translation>Erzeugt ein Modell für die Werkzeugkiste von QGIS, das diese Konfiguration ausführt.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/check_page.py" />
      <source>Mend what is wrong first.</source>
      <translation>Bitte zuerst beheben, was nicht stimmt.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/check_page.py" />
      <source>Models (*.model3)</source>
      <translation>Modelle (*.model3)</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/check_page.py" />
      <source>Ready?</source>
      <translation>Bereit?</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/check_page.py" />
      <source>Run &amp;folder</source>
      <translation>Lauf&amp;ordner</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/check_page.py" />
      <source>Run Folder</source>
      <translation>Laufordner</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/check_page.py" />
      <source>Save Config</source>
      <translation>Konfiguration speichern</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/check_page.py" />
      <source>Save as Processing &amp;Model...</source>
      <translation>Als Verarbeitungs&amp;modell speichern...</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/check_page.py" />
      <source>Save as Processing Model</source>
      <translation>Als Verarbeitungsmodell speichern</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/check_page.py" />
      <source>Saved as '{path}'.</source>
      <translation>Gespeichert als „{path}“.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/check_page.py" />
      <source>Saved as '{path}': drag it onto QGIS's toolbox to use it.</source>
      <translation>Gespeichert als „{path}“: zum Verwenden auf die Werkzeugkiste von QGIS ziehen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/check_page.py" />
      <source>Saving the config</source>
      <translation>Konfiguration wird gespeichert</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/check_page.py" />
      <source>The command line is on the clipboard.</source>
      <translation>Die Befehlszeile ist in der Zwischenablage.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/check_page.py" />
      <source>The config is being checked...</source>
      <translation>Die Konfiguration wird geprüft...</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/check_page.py" />
      <source>The config is being written...</source>
      <translation>Die Konfiguration wird geschrieben...</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/check_page.py" />
      <source>This has to be mended before the training can start.</source>
      <translation>Dies muss behoben werden, bevor das Training starten kann.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/check_page.py" />
      <source>What one types in a shell to run this.</source>
      <translation>Was man in einer Shell eingibt, um dies auszuführen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/check_page.py" />
      <source>Writes the config into a file, to run it elsewhere.</source>
      <translation>Schreibt die Konfiguration in eine Datei, um sie anderswo auszuführen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/check_page.py" />
      <source>{count} to be mended: click on each to go there.</source>
      <translation>{count} zu beheben: Anklicken führt jeweils dorthin.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/chips_page.py" />
      <source> m</source>
      <translation> m</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/chips_page.py" />
      <source>&amp;Distance</source>
      <translation>&amp;Schrittweite</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/chips_page.py" />
      <source>&amp;Examples with their labels</source>
      <translation>&amp;Beispiele mit ihren Labels</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/chips_page.py" />
      <source>&amp;Pixel on the ground</source>
      <translation>&amp;Pixelgröße</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/chips_page.py" />
      <source>A chip shows {side} by {side} on the ground.</source>
      <translation>Ein Chip zeigt {side} mal {side} am Boden.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/chips_page.py" />
      <source>As training &amp;varies them</source>
      <translation>Wie im Training &amp;variiert</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/chips_page.py" />
      <source>Blue: for training. Orange: kept for validation.</source>
      <translation>Blau: für das Training. Orange: für die Validierung zurückbehalten.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/chips_page.py" />
      <source>Cell &amp;size</source>
      <translation>Zellen&amp;größe</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/chips_page.py" />
      <source>Chip &amp;size</source>
      <translation>Chip&amp;größe</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/chips_page.py" />
      <source>Chips as training varies them, with labels</source>
      <translation>Chips, wie sie im Training variiert werden, mit Labels</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/chips_page.py" />
      <source>Cutting some chips...</source>
      <translation>Einige Chips werden geschnitten...</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/chips_page.py" />
      <source>Distance</source>
      <translation>Schrittweite</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/chips_page.py" />
      <source>Example chips, each with its labels beside it</source>
      <translation>Beispiel-Chips, jeder mit seinen Labels daneben</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/chips_page.py" />
      <source>Examples of chips appear here.</source>
      <translation>Hier erscheinen Beispiele von Chips.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/chips_page.py" />
      <source>From one chip to the next: smaller than the size, and they overlap.</source>
      <translation>Von einem Chip zum nächsten: Ist sie kleiner als die Größe, überlappen sie.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/chips_page.py" />
      <source>Height and width of a chip, in pixels.</source>
      <translation>Höhe und Breite eines Chips, in Pixeln.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/chips_page.py" />
      <source>How large a pixel is on the ground as the model sees it: images are resampled.</source>
      <translation>Wie groß ein Pixel am Boden ist, so wie das Modell es sieht: Bilder werden umgerechnet.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/chips_page.py" />
      <source>How large are the pieces that the model sees?</source>
      <translation>Wie groß sind die Ausschnitte, die das Modell sieht?</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/chips_page.py" />
      <source>Images are cut into squares, called chips. A chip should show a few objects with what is around them; what is proposed follows from your labels.</source>
      <translation>Bilder werden in Quadrate geschnitten, Chips genannt. Ein Chip soll einige Objekte mit ihrer Umgebung zeigen; der Vorschlag ergibt sich aus den Labels.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/chips_page.py" />
      <source>Looking at images and labels...</source>
      <translation>Bilder und Labels werden untersucht...</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/chips_page.py" />
      <source>Most of your labels are {small} pixels long.</source>
      <translation>Die meisten Ihrer Labels sind {small} Pixel lang.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/chips_page.py" />
      <source>Most of your labels are {small} to {large} pixels long.</source>
      <translation>Die meisten Labels sind {small} bis {large} Pixel lang.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/chips_page.py" />
      <source>Pixel on the ground</source>
      <translation>Pixelgröße</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/chips_page.py" />
      <source>Show the chips on the &amp;map</source>
      <translation>Chips auf der &amp;Karte zeigen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/chips_page.py" />
      <source>There is no picture of these chips.</source>
      <translation>Von diesen Chips gibt es kein Bild.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/chips_page.py" />
      <source>They are read from the images: no room on the disk is needed.</source>
      <translation>Sie werden aus den Bildern gelesen: Speicherplatz ist nicht nötig.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/chips_page.py" />
      <source>They take {size} on the disk.</source>
      <translation>Sie belegen {size} Speicherplatz.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/chips_page.py" />
      <source>as it is</source>
      <translation>wie im Bild</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/chips_page.py" />
      <source>as proposed</source>
      <translation>Vorschlag</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/chips_page.py" />
      <source>automatic</source>
      <translation>automatisch</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/chips_page.py" />
      <source>{size} m, as it is</source>
      <translation>{size} m, wie Bild</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/chips_page.py" />
      <source>{size} px, as proposed</source>
      <translation>{size} px, Vorschlag</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/chips_page.py" />
      <source>{training} chips for training, {validation} for validation.</source>
      <translation>{training} Chips für das Training, {validation} für die Validierung.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/class_table.py" />
      <source>&amp;Colour...</source>
      <translation>&amp;Farbe...</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/class_table.py" />
      <source>&amp;Merge</source>
      <translation>&amp;Vereinen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/class_table.py" />
      <source>&amp;Take Apart</source>
      <translation>T&amp;rennen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/class_table.py" />
      <source>A class</source>
      <translation>Eine Klasse</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/class_table.py" />
      <source>Background</source>
      <translation>Hintergrund</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/class_table.py" />
      <source>Ignored</source>
      <translation>Ignoriert</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/class_table.py" />
      <source>Makes a merged class several again</source>
      <translation>Macht aus einer vereinten Klasse wieder mehrere</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/class_table.py" />
      <source>Makes the chosen classes one</source>
      <translation>Macht aus den gewählten Klassen eine</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/class_table.py" />
      <source>Nothing is learnt or counted there</source>
      <translation>Dort wird nichts gelernt oder gezählt</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/class_table.py" />
      <source>R&amp;eset</source>
      <translation>Zurück&amp;setzen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/class_table.py" />
      <source>Stands for</source>
      <translation>Steht für</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/class_table.py" />
      <source>Takes the classes from the layer again</source>
      <translation>Übernimmt die Klassen erneut aus dem Layer</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/class_table.py" />
      <source>What '{name}' stands for</source>
      <translation>Wofür „{name}“ steht</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/class_table.py" />
      <source>What is none of the other classes</source>
      <translation>Was zu keiner der anderen Klassen gehört</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/draft_files.py" />
      <source>A layer of the draft is not in the project any more.</source>
      <translation>Ein Layer des Entwurfs ist nicht mehr im Projekt.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/draft_files.py" />
      <source>Choose another one.</source>
      <translation>Bitte einen anderen wählen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/estimate_box.py" />
      <source>Chips</source>
      <translation>Chips</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/estimate_box.py" />
      <source>Comparing with labels: {time}</source>
      <translation>Vergleich mit den Labels: {time}</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/estimate_box.py" />
      <source>Cutting chips: {time}</source>
      <translation>Chips schneiden: {time}</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/estimate_box.py" />
      <source>Disk</source>
      <translation>Festplatte</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/estimate_box.py" />
      <source>Predicting: {time}</source>
      <translation>Vorhersagen: {time}</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/estimate_box.py" />
      <source>Time</source>
      <translation>Zeit</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/estimate_box.py" />
      <source>Training: {time}</source>
      <translation>Training: {time}</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/estimate_box.py" />
      <source>What it takes</source>
      <translation>Was es braucht</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/estimate_box.py" />
      <source>about {size}</source>
      <translation>etwa {size}</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/estimate_box.py" />
      <source>unknown</source>
      <translation>unbekannt</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/estimate_box.py" />
      <source>{memory}, with {count} chips at a time</source>
      <translation>{memory}, {count} Chips auf einmal</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/estimate_box.py" />
      <source>{time} on {device}, with {epochs} epochs</source>
      <translation>{time} auf {device}, mit {epochs} Epochen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/estimate_box.py" />
      <source>{training} for training, {validation} for validation</source>
      <translation>{training} Training, {validation} Validierung</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/imagery_page.py" />
      <source>&amp;Add Layer</source>
      <translation>&amp;Layer hinzufügen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/imagery_page.py" />
      <source>&amp;Remove</source>
      <translation>&amp;Entfernen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/imagery_page.py" />
      <source>Add &amp;File...</source>
      <translation>&amp;Datei hinzufügen...</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/imagery_page.py" />
      <source>Add Images</source>
      <translation>Bilder hinzufügen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/imagery_page.py" />
      <source>Add an image: a raster layer of the project, or a file.</source>
      <translation>Bitte ein Bild hinzufügen: einen Rasterlayer des Projekts oder eine Datei.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/imagery_page.py" />
      <source>Bands that the model sees, in this order</source>
      <translation>Kanäle, die das Modell sieht, in dieser Reihenfolge</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/imagery_page.py" />
      <source>Blocks all over</source>
      <translation>Überall verteilte Blöcke</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/imagery_page.py" />
      <source>East</source>
      <translation>Osten</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/imagery_page.py" />
      <source>How much of the ima&amp;ge</source>
      <translation>Wie viel vom &amp;Bild</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/imagery_page.py" />
      <source>Kept for validation</source>
      <translation>Für Validierung zurückbehalten</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/imagery_page.py" />
      <source>No image is used for training.</source>
      <translation>Kein Bild wird für das Training verwendet.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/imagery_page.py" />
      <source>No image is used for validation.</source>
      <translation>Kein Bild wird für die Validierung verwendet.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/imagery_page.py" />
      <source>North</source>
      <translation>Norden</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/imagery_page.py" />
      <source>One image is enough: a part of it is kept to measure how good the model is.</source>
      <translation>Ein Bild genügt: Ein Teil davon wird zurückbehalten, um die Güte des Modells zu messen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/imagery_page.py" />
      <source>Pixels</source>
      <translation>Pixel</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/imagery_page.py" />
      <source>South</source>
      <translation>Süden</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/imagery_page.py" />
      <source>The images need the same number of bands. Choose the bands of each.</source>
      <translation>Die Bilder brauchen gleich viele Kanäle. Bitte für jedes die Kanäle wählen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/imagery_page.py" />
      <source>The map shows it as well</source>
      <translation>Die Karte zeigt es auch</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/imagery_page.py" />
      <source>The project has no raster layer</source>
      <translation>Das Projekt hat keinen Rasterlayer</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/imagery_page.py" />
      <source>Training and validation</source>
      <translation>Training und Validierung</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/imagery_page.py" />
      <source>Used for</source>
      <translation>Verwendet für</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/imagery_page.py" />
      <source>West</source>
      <translation>Westen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/imagery_page.py" />
      <source>What '{image}' is used for</source>
      <translation>Wofür „{image}“ verwendet wird</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/imagery_page.py" />
      <source>Whi&amp;ch part</source>
      <translation>Wel&amp;cher Teil</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/imagery_page.py" />
      <source>Which images does the model learn from?</source>
      <translation>Aus welchen Bildern lernt das Modell?</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/labels_page.py" />
      <source>&amp;File...</source>
      <translation>&amp;Datei...</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/labels_page.py" />
      <source>&amp;Labels</source>
      <translation>&amp;Labels</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/labels_page.py" />
      <source>'{name}' covers less than a hundredth of the labels.</source>
      <translation>„{name}“ bedeckt weniger als ein Hundertstel der Labels.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/labels_page.py" />
      <source>'{name}' has only {count} labels; ten or more show what it looks like.</source>
      <translation>„{name}“ hat nur {count} Labels; ab zehn zeigen sie, wie es aussieht.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/labels_page.py" />
      <source>A layer of polygons, lines or points, or a raster with a class in each pixel.</source>
      <translation>Ein Layer mit Polygonen, Linien oder Punkten oder ein Raster mit einer Klasse in jedem Pixel.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/labels_page.py" />
      <source>A model may overlook rare classes: label more, or merge them.</source>
      <translation>Ein Modell kann seltene Klassen übersehen: mehr davon labeln oder sie vereinen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/labels_page.py" />
      <source>Choose Labels</source>
      <translation>Labels wählen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/labels_page.py" />
      <source>Class f&amp;ield</source>
      <translation>&amp;Klassenfeld</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/labels_page.py" />
      <source>Counting the labels...</source>
      <translation>Die Labels werden gezählt...</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/labels_page.py" />
      <source>Each class needs a name.</source>
      <translation>Jede Klasse braucht einen Namen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/labels_page.py" />
      <source>None: all are of one class</source>
      <translation>Keines: alle gehören zu einer Klasse</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/labels_page.py" />
      <source>Only one class can be the background. Merge those that are.</source>
      <translation>Nur eine Klasse kann der Hintergrund sein. Bitte die betreffenden vereinen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/labels_page.py" />
      <source>The values of the pixels</source>
      <translation>Die Werte der Pixel</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/labels_page.py" />
      <source>There is no class to learn: choose another field, or give one a meaning.</source>
      <translation>Es gibt keine Klasse zu lernen: ein anderes Feld wählen oder einer eine Bedeutung geben.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/labels_page.py" />
      <source>There is no layer of labels. Add one to the project, or choose a file.</source>
      <translation>Es gibt keinen Layer mit Labels. Bitte einen zum Projekt hinzufügen oder eine Datei wählen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/labels_page.py" />
      <source>Two classes are called '{name}'. Merge them, or rename one.</source>
      <translation>Zwei Klassen heißen „{name}“. Bitte vereinen oder eine umbenennen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/labels_page.py" />
      <source>Where are the labels?</source>
      <translation>Wo sind die Labels?</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/labels_page.py" />
      <source>{count} more classes are rare.</source>
      <translation>{count} weitere Klassen sind selten.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/layer_classes.py" />
      <source>'{layer}' has too many different values to be classes.</source>
      <translation>„{layer}“ hat zu viele verschiedene Werte für Klassen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/layer_classes.py" />
      <source>'{path}' cannot be read.</source>
      <translation>„{path}“ kann nicht gelesen werden.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/layer_classes.py" />
      <source>Check that the file is there and is a raster.</source>
      <translation>Bitte prüfen, ob die Datei vorhanden und ein Raster ist.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/layer_classes.py" />
      <source>Choose a field, or a raster, with a few values that repeat.</source>
      <translation>Bitte ein Feld oder Raster mit wenigen, sich wiederholenden Werten wählen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/problem_list.py" />
      <source>Click to go to its field</source>
      <translation>Klicken, um zum Feld zu gelangen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/project_layers.py" />
      <source>Choose a raster or vector file.</source>
      <translation>Bitte eine Raster- oder Vektordatei wählen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/project_layers.py" />
      <source>Counting the labels</source>
      <translation>Labels werden gezählt</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/project_layers.py" />
      <source>QGIS cannot open '{path}'.</source>
      <translation>QGIS kann „{path}“ nicht öffnen.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/project_layers.py" />
      <source>The layer is not in the project any more.</source>
      <translation>Der Layer ist nicht mehr im Projekt.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/qgis_services.py" />
      <source>Checking the draft</source>
      <translation>Entwurf wird geprüft</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/qgis_services.py" />
      <source>RV Studio: {command}</source>
      <translation>RV Studio: {command}</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/qgis_services.py" />
      <source>Train Model</source>
      <translation>Modell trainieren</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/qgis_services.py" />
      <source>Writing the config of the training</source>
      <translation>Konfiguration des Trainings wird geschrieben</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/sample.py" />
      <source>Sample buildings</source>
      <translation>Beispielgebäude</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/sample.py" />
      <source>Sample town</source>
      <translation>Beispielstadt</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/summary_box.py" />
      <source>Areas, pixel by pixel</source>
      <translation>Flächen, Pixel für Pixel</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/summary_box.py" />
      <source>Balanced</source>
      <translation>Ausgewogen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/summary_box.py" />
      <source>Cells of a grid</source>
      <translation>Zellen eines Gitters</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/summary_box.py" />
      <source>Map of</source>
      <translation>Karte von</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/summary_box.py" />
      <source>Objects, to be counted</source>
      <translation>Objekte, zum Zählen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/summary_box.py" />
      <source>Quick</source>
      <translation>Schnell</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/summary_box.py" />
      <source>Thorough</source>
      <translation>Gründlich</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/summary_box.py" />
      <source>What is trained</source>
      <translation>Was trainiert wird</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/summary_box.py" />
      <source>{preset}; changed options: {count}</source>
      <translation>{preset}; geänderte Optionen: {count}</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/task_page.py" />
      <source>&amp;Areas, pixel by pixel</source>
      <translation>&amp;Flächen, Pixel für Pixel</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/task_page.py" />
      <source>&amp;Cells of a grid</source>
      <translation>Z&amp;ellen eines Gitters</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/task_page.py" />
      <source>&amp;Open a Draft or Config...</source>
      <translation>Entwurf oder Konfiguration öff&amp;nen...</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/task_page.py" />
      <source>&amp;Try It with Sample Data</source>
      <translation>Mit &amp;Beispieldaten ausprobieren</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/task_page.py" />
      <source>A box around each thing: cars, trees, ships, solar panels. The result is a layer of boxes.

Object detection</source>
      <translation>Eine Box um jedes Objekt: Autos, Bäume, Schiffe, Solaranlagen. Das Ergebnis ist ein Layer mit Boxen.

Objekterkennung</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/task_page.py" />
      <source>Choose what the model shall make of an image.</source>
      <translation>Bitte wählen, was das Modell aus einem Bild machen soll.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/task_page.py" />
      <source>Each pixel gets a class: roofs, roads, crops, water. The result is a map of classes, and polygons.

Semantic segmentation</source>
      <translation>Jeder Pixel erhält eine Klasse: Dächer, Straßen, Äcker, Wasser. Das Ergebnis ist eine Karte der Klassen, mit Polygonen.

Semantische Segmentierung</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/task_page.py" />
      <source>Each square gets a class: with buildings or without, damaged or not. The quickest to label.

Chip classification</source>
      <translation>Jedes Quadrat erhält eine Klasse: mit Gebäuden oder ohne, beschädigt oder nicht. Am schnellsten zu labeln.

Chip-Klassifikation</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/task_page.py" />
      <source>Goes on with choices that were saved, or changes a training.</source>
      <translation>Setzt mit gespeicherten Angaben fort oder ändert ein Training.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/task_page.py" />
      <source>Makes an image of a small town with its labels, and fills in every page.</source>
      <translation>Erzeugt das Bild einer kleinen Stadt mit Labels und füllt jede Seite aus.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/task_page.py" />
      <source>Ob&amp;jects, to be counted</source>
      <translation>&amp;Objekte, zum Zählen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/task_page.py" />
      <source>What do you want to map?</source>
      <translation>Was soll kartiert werden?</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/training_model.py" />
      <source>'{path}' cannot be written.</source>
      <translation>„{path}“ kann nicht geschrieben werden.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/training_model.py" />
      <source>Train {name}</source>
      <translation>{name} trainieren</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/training_page.py" />
      <source>&amp;Balanced</source>
      <translation>&amp;Ausgewogen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/training_page.py" />
      <source>&amp;Compute on</source>
      <translation>&amp;Rechnen auf</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/training_page.py" />
      <source>&amp;Quick</source>
      <translation>&amp;Schnell</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/training_page.py" />
      <source>&amp;Thorough</source>
      <translation>&amp;Gründlich</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/training_page.py" />
      <source>A first look: does the model see what you mean?</source>
      <translation>Ein erster Blick: Erkennt das Modell, was gemeint ist?</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/training_page.py" />
      <source>A good map in reasonable time.</source>
      <translation>Eine gute Karte in vertretbarer Zeit.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/training_page.py" />
      <source>A larger model that learns longer: the best map.</source>
      <translation>Ein größeres Modell, das länger lernt: die beste Karte.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/training_page.py" />
      <source>Chips as they are trained with</source>
      <translation>Chips, mit denen trainiert wird</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/training_page.py" />
      <source>Choose one of three ways. The options below it can stay as they are.</source>
      <translation>Bitte einen von drei Wegen wählen. Die Optionen darunter können bleiben, wie sie sind.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/training_page.py" />
      <source>Finding out how long it takes on this computer...</source>
      <translation>Es wird ermittelt, wie lange es auf diesem Computer dauert...</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/training_page.py" />
      <source>From chips to map and report, on {device} with nothing else to do.</source>
      <translation>Von den Chips bis zu Karte und Bericht, auf {device} ohne andere Arbeit.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/training_page.py" />
      <source>How is the model trained?</source>
      <translation>Wie wird das Modell trainiert?</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/training_page.py" />
      <source>Model and training</source>
      <translation>Modell und Training</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/training_page.py" />
      <source>The options are being proposed...</source>
      <translation>Die Optionen werden vorgeschlagen...</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/training_page.py" />
      <source>The time could not be found out: {reason}</source>
      <translation>Die Dauer konnte nicht ermittelt werden: {reason}</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/training_page.py" />
      <source>What is computed on. A graphics card is many times faster.</source>
      <translation>Worauf gerechnet wird. Eine Grafikkarte ist um ein Vielfaches schneller.</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/training_page.py" />
      <source>Which chips are cut</source>
      <translation>Welche Chips geschnitten werden</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/training_wizard.py" />
      <source>&amp;Draft</source>
      <translation>En&amp;twurf</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/training_wizard.py" />
      <source>&amp;Open Draft or Config...</source>
      <translation>Entwurf oder Konfiguration öff&amp;nen...</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/training_wizard.py" />
      <source>&amp;Save Draft...</source>
      <translation>Entwurf &amp;speichern...</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/training_wizard.py" />
      <source>Drafts (*.json)</source>
      <translation>Entwürfe (*.json)</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/training_wizard.py" />
      <source>Drafts and configs of a pipeline (*.json)</source>
      <translation>Entwürfe und Pipeline-Konfigurationen (*.json)</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/training_wizard.py" />
      <source>Open Draft or Config</source>
      <translation>Entwurf oder Konfiguration öffnen</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/training_wizard.py" />
      <source>Save Draft</source>
      <translation>Entwurf speichern</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/training_wizard.py" />
      <source>Save what is chosen so far, or open it again</source>
      <translation>Speichert, was bisher gewählt ist, oder öffnet es wieder</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/training_wizard.py" />
      <source>Train</source>
      <translation>Trainieren</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/wizard_part.py" />
      <source>Making the sample data</source>
      <translation>Beispieldaten werden erzeugt</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/wizard_part.py" />
      <source>Making the sample data...</source>
      <translation>Beispieldaten werden erzeugt...</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/wizard_part.py" />
      <source>Sample Data</source>
      <translation>Beispieldaten</translation>
    </message>
    <message>
      <location filename="../rv_qgis/wizard/wizard_part.py" />
      <source>Train Model...</source>
      <translation>Modell trainieren...</translation>
    </message>
  </context>
</TS>
