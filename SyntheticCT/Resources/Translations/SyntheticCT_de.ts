<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>SyntheticCT</name>
    <message>
        <source>&lt;b&gt;Not for clinical use.&lt;/b&gt; A synthetic CT is an estimate.</source>
        <translation>&lt;b&gt;Nicht für klinische Zwecke.&lt;/b&gt; Ein sCT ist eine Schätzung.</translation>
    </message>
    <message>
        <source>1  Image</source>
        <translation>1  Bild</translation>
    </message>
    <message>
        <source>2  Make</source>
        <translation>2  Erzeugen</translation>
    </message>
    <message>
        <source>3  Trust it</source>
        <translation>3  Prüfen</translation>
    </message>
    <message>
        <source>4  Use it</source>
        <translation>4  Verwenden</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>&amp;Image:</source>
        <translation>&amp;Bild:</translation>
    </message>
    <message>
        <source>&amp;Use it all the same</source>
        <translation>&amp;Trotzdem verwenden</translation>
    </message>
    <message>
        <source>Load sample data (&amp;a simulated thigh)</source>
        <translation>Beisp&amp;ieldaten laden (simulierter Oberschenkel)</translation>
    </message>
    <message>
        <source>Advanced</source>
        <translation>Weitere Einstellungen</translation>
    </message>
    <message>
        <source>About this model</source>
        <translation>Über dieses Modell</translation>
    </message>
    <message>
        <source>The image is:</source>
        <translation>Das Bild ist:</translation>
    </message>
    <message>
        <source>Body region:</source>
        <translation>Körperregion:</translation>
    </message>
    <message>
        <source>Model:</source>
        <translation>Modell:</translation>
    </message>
    <message>
        <source>Method:</source>
        <translation>Verfahren:</translation>
    </message>
    <message>
        <source>Planning CT:</source>
        <translation>Planungs-CT:</translation>
    </message>
    <message>
        <source>Device:</source>
        <translation>Gerät:</translation>
    </message>
    <message>
        <source>Output volume:</source>
        <translation>Ergebnis:</translation>
    </message>
    <message>
        <source>Correct the coil's shading first</source>
        <translation>Zuerst die Spulenabschattung ausgleichen</translation>
    </message>
    <message>
        <source>Mean over mirror images (up to 8 times slower)</source>
        <translation>Mittel über Spiegelbilder (bis 8-mal langsamer)</translation>
    </message>
    <message>
        <source>Memory:</source>
        <translation>Arbeitsspeicher:</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Arbeitsspeicher</translation>
    </message>
    <message>
        <source>all that is free</source>
        <translation>alles, was frei ist</translation>
    </message>
    <message>
        <source>Most memory that a synthesis may take, as 4GB. This choice belongs to the computer and is not saved with the scene.</source>
        <translation>Wie viel Arbeitsspeicher eine Synthese höchstens nimmt, etwa 4GB. Diese Wahl gehört zum Rechner und wird nicht mit der Szene gespeichert.</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Select a volume</source>
        <translation>Bild wählen</translation>
    </message>
    <message>
        <source>Create new volume</source>
        <translation>Neues Bild anlegen</translation>
    </message>
    <message>
        <source>None yet</source>
        <translation>Noch keines</translation>
    </message>
    <message>
        <source>Select a CT</source>
        <translation>CT wählen</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keines</translation>
    </message>
    <message>
        <source>S&amp;ynthetic CT:</source>
        <translation>Synt&amp;hetisches CT:</translation>
    </message>
    <message>
        <source>Real &amp;CT:</source>
        <translation>Echtes &amp;CT:</translation>
    </message>
    <message>
        <source>&amp;Registration:</source>
        <translation>&amp;Registrierung:</translation>
    </message>
    <message>
        <source>Vie&amp;w:</source>
        <translation>&amp;Ansicht:</translation>
    </message>
    <message>
        <source>Amou&amp;nt:</source>
        <translation>A&amp;nteil:</translation>
    </message>
    <message>
        <source>Line moves:</source>
        <translation>Linie läuft:</translation>
    </message>
    <message>
        <source>Show a&amp;gain</source>
        <translation>Erneut zeigen</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>Tabelle</translation>
    </message>
    <message>
        <source>&amp;Line profile</source>
        <translation>&amp;Linienprofil</translation>
    </message>
    <message>
        <source>Open re&amp;port</source>
        <translation>Bericht öffnen</translation>
    </message>
    <message>
        <source>Save report...</source>
        <translation>Bericht sichern...</translation>
    </message>
    <message>
        <source>What is measured, and from where</source>
        <translation>Was gemessen wird, und von wo aus</translation>
    </message>
    <message>
        <source>Threshold:</source>
        <translation>Schwelle:</translation>
    </message>
    <message>
        <source>Smoothing:</source>
        <translation>Glättung:</translation>
    </message>
    <message>
        <source>Tolerance:</source>
        <translation>Toleranz:</translation>
    </message>
    <message>
        <source>Single bones:</source>
        <translation>Einzelne Knochen:</translation>
    </message>
    <message>
        <source>None: all bone together</source>
        <translation>Keine: aller Knochen zusammen</translation>
    </message>
    <message>
        <source>Align the surfaces first</source>
        <translation>Zuerst die Oberflächen ausrichten</translation>
    </message>
    <message>
        <source>Also measure by other settings (slower)</source>
        <translation>Auch andere Einstellungen messen (langsamer)</translation>
    </message>
    <message>
        <source>Transform:</source>
        <translation>Transformation:</translation>
    </message>
    <message>
        <source>Correct it in Transforms...</source>
        <translation>In Trans&amp;forms korrigieren...</translation>
    </message>
    <message>
        <source>Points in bones:</source>
        <translation>Punkte in Knochen:</translation>
    </message>
    <message>
        <source>Points in bones</source>
        <translation>Punkte in Knochen</translation>
    </message>
    <message>
        <source>One or more points in each bone, called as it is: bones that touch are parted between them.</source>
        <translation>Ein Punkt oder mehrere in jedem Knochen, genannt wie dieser: was sich berührt, wird zwischen ihnen getrennt.</translation>
    </message>
    <message>
        <source>Points on sCT:</source>
        <translation>Punkte im sCT:</translation>
    </message>
    <message>
        <source>Points on CT:</source>
        <translation>Punkte im CT:</translation>
    </message>
    <message>
        <source>&amp;Heat map</source>
        <translation>Abstandskarte</translation>
    </message>
    <message>
        <source>Segmentation:</source>
        <translation>Segmentierung:</translation>
    </message>
    <message>
        <source>Opacity:</source>
        <translation>Deckkraft:</translation>
    </message>
    <message>
        <source>Show &amp;3D</source>
        <translation>&amp;3D zeigen</translation>
    </message>
    <message>
        <source>Segment &amp;Editor...</source>
        <translation>Segment &amp;Editor...</translation>
    </message>
    <message>
        <source>Format:</source>
        <translation>Format:</translation>
    </message>
    <message>
        <source>Repair for print</source>
        <translation>Für den Druck reparieren</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>Prüfen</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>Ordner öffnen</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Take the last result bac&amp;k</source>
        <translation>Letztes Ergebnis &amp;zurücknehmen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>&amp;Synthesize</source>
        <translation>&amp;Synthetisieren</translation>
    </message>
    <message>
        <source>Look for GPUs</source>
        <translation>GPUs suchen</translation>
    </message>
    <message>
        <source>Pre&amp;view registration</source>
        <translation>&amp;Vorschau der Registrierung</translation>
    </message>
    <message>
        <source>&amp;Measure against the CT</source>
        <translation>Gegen das CT &amp;messen</translation>
    </message>
    <message>
        <source>&amp;Tissues by HU</source>
        <translation>&amp;Gewebe (HU)</translation>
    </message>
    <message>
        <source>Bones by shape</source>
        <translation>Knochen (Form)</translation>
    </message>
    <message>
        <source>T&amp;otalSegmentator</source>
        <translation>T&amp;otalSegmentator</translation>
    </message>
    <message>
        <source>Make &amp;bone surface</source>
        <translation>&amp;Knochenoberfläche</translation>
    </message>
    <message>
        <source>E&amp;xport surface...</source>
        <translation>Oberfläche e&amp;xportieren...</translation>
    </message>
    <message>
        <source>Save as &amp;DICOM...</source>
        <translation>Als &amp;DICOM sichern...</translation>
    </message>
    <message>
        <source>As DICOM:</source>
        <translation>Als DICOM:</translation>
    </message>
    <message>
        <source>And send to:</source>
        <translation>Und senden an:</translation>
    </message>
    <message>
        <source>nobody, or TITLE@HOST:PORT</source>
        <translation>niemanden, oder TITEL@RECHNER:PORT</translation>
    </message>
    <message>
        <source>Image, a file for each slice</source>
        <translation>Bild, eine Datei je Schicht</translation>
    </message>
    <message>
        <source>Image, all slices in one file</source>
        <translation>Bild, alle Schichten in einer Datei</translation>
    </message>
    <message>
        <source>Segmentation (SEG)</source>
        <translation>Segmentierung (SEG)</translation>
    </message>
    <message>
        <source>Structures (RTSTRUCT)</source>
        <translation>Strukturen (RTSTRUCT)</translation>
    </message>
    <message>
        <source>Bone surface (STL)</source>
        <translation>Knochenoberfläche (STL)</translation>
    </message>
    <message>
        <source>Bone surface (mesh)</source>
        <translation>Knochenoberfläche (Netz)</translation>
    </message>
    <message>
        <source>Registration of the CT</source>
        <translation>Registrierung des CT</translation>
    </message>
    <message>
        <source>Answer and figures (SR)</source>
        <translation>Antwort und Zahlen (SR)</translation>
    </message>
    <message>
        <source>Answer on paper (PDF)</source>
        <translation>Antwort auf Papier (PDF)</translation>
    </message>
    <message>
        <source>Make the bone surface first.</source>
        <translation>Erst die Knochenoberfläche erstellen.</translation>
    </message>
    <message>
        <source>Register the CT first.</source>
        <translation>Erst das CT registrieren.</translation>
    </message>
    <message>
        <source>This belongs to a DICOM series, and the input was not loaded from one: save the synthetic image as a series first, then this goes into its study.</source>
        <translation>Dies gehört zu einer DICOM-Serie, und das Eingangsbild wurde nicht aus einer geladen: erst das synthetische Bild als Serie sichern, dann kommt dies in dessen Studie.</translation>
    </message>
    <message>
        <source>A registration is between two series, and the real CT was not loaded from DICOM.</source>
        <translation>Eine Registrierung besteht zwischen zwei Serien, und das echte CT wurde nicht aus DICOM geladen.</translation>
    </message>
    <message>
        <source>Sent to {receiver}.</source>
        <translation>Gesendet an {receiver}.</translation>
    </message>
    <message>
        <source>Choose an image first.</source>
        <translation>Wählen Sie zuerst ein Bild.</translation>
    </message>
    <message>
        <source>There is no model for this body region; choose another one.</source>
        <translation>Für diese Körperregion gibt es kein Modell; wählen Sie eine andere.</translation>
    </message>
    <message>
        <source>The output cannot be the input: choose another volume, or a new one.</source>
        <translation>Das Ergebnis kann nicht das Ausgangsbild sein: wählen Sie ein anderes oder ein neues.</translation>
    </message>
    <message>
        <source>The image is being looked at, so that the model fits it; this takes seconds.</source>
        <translation>Das Bild wird angesehen, damit das Modell passt; das dauert Sekunden.</translation>
    </message>
    <message>
        <source>{reason} If you know better, tick Use it all the same.</source>
        <translation>{reason} Wenn Sie es besser wissen, kreuzen Sie «Trotzdem verwenden» an.</translation>
    </message>
    <message>
        <source>Choose the real CT of the same patient first.</source>
        <translation>Wählen Sie zuerst das echte CT desselben Patienten.</translation>
    </message>
    <message>
        <source>The CT is the synthetic CT itself: choose the real one.</source>
        <translation>Das CT ist das synthetische selbst: wählen Sie das echte.</translation>
    </message>
    <message>
        <source>The chosen CT is synthetic by its record: choose the real one.</source>
        <translation>Das gewählte CT ist laut seinem Protokoll synthetisch: wählen Sie das echte.</translation>
    </message>
    <message>
        <source>A CT is needed to measure against, and the chosen image is {kind}.</source>
        <translation>Zum Messen wird ein CT gebraucht; das gewählte Bild ist {kind}.</translation>
    </message>
    <message>
        <source>This needs a CT in HU, and the chosen image is {kind}.</source>
        <translation>Dafür wird ein CT in HU gebraucht; das gewählte Bild ist {kind}.</translation>
    </message>
    <message>
        <source>an MR</source>
        <translation>ein MR</translation>
    </message>
    <message>
        <source>a CT</source>
        <translation>ein CT</translation>
    </message>
    <message>
        <source>a CBCT</source>
        <translation>ein Kegelstrahl-CT</translation>
    </message>
    <message>
        <source>a difference map</source>
        <translation>eine Differenzkarte</translation>
    </message>
    <message>
        <source>a map of expected errors</source>
        <translation>eine Karte erwarteter Fehler</translation>
    </message>
    <message>
        <source>Make or choose a synthetic CT first.</source>
        <translation>Erzeugen oder wählen Sie zuerst ein synthetisches CT.</translation>
    </message>
    <message>
        <source>Make or choose a segmentation first.</source>
        <translation>Erzeugen oder wählen Sie zuerst eine Segmentierung.</translation>
    </message>
    <message>
        <source>Measure against a CT first.</source>
        <translation>Messen Sie zuerst gegen ein CT.</translation>
    </message>
    <message>
        <source>The report's files went with the Slicer that made them: compare again.</source>
        <translation>Die Dateien des Berichts sind mit dem Slicer vergangen, der sie erzeugt hat: messen Sie noch einmal.</translation>
    </message>
    <message>
        <source>There is no result to take back.</source>
        <translation>Es gibt kein Ergebnis zum Zurücknehmen.</translation>
    </message>
    <message>
        <source>Took {name} back.</source>
        <translation>{name} wurde zurückgenommen.</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Bereit</translation>
    </message>
    <message>
        <source>Installing</source>
        <translation>Installation</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>Läuft</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>Wird angehalten</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>starting</source>
        <translation>beginnt</translation>
    </message>
    <message>
        <source>{stage}, {percent} %</source>
        <translation>{stage}, {percent} %</translation>
    </message>
    <message>
        <source>{text}, about {time} left</source>
        <translation>{text}, noch etwa {time}</translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} s</translation>
    </message>
    <message>
        <source>{minutes} min</source>
        <translation>{minutes} min</translation>
    </message>
    <message>
        <source>{title}: done in {seconds} s.</source>
        <translation>{title}: fertig in {seconds} s.</translation>
    </message>
    <message>
        <source>Cancelled: the scene is as it was.</source>
        <translation>Abgebrochen: die Szene ist, wie sie war.</translation>
    </message>
    <message>
        <source>handing the images over</source>
        <translation>Bilder werden übergeben</translation>
    </message>
    <message>
        <source>reading</source>
        <translation>Lesen</translation>
    </message>
    <message>
        <source>predicting</source>
        <translation>Vorhersage</translation>
    </message>
    <message>
        <source>writing</source>
        <translation>Schreiben</translation>
    </message>
    <message>
        <source>registering</source>
        <translation>Registrierung</translation>
    </message>
    <message>
        <source>comparing values</source>
        <translation>Werte vergleichen</translation>
    </message>
    <message>
        <source>comparing bone surfaces</source>
        <translation>Knochenoberflächen vergleichen</translation>
    </message>
    <message>
        <source>Looking at the image …</source>
        <translation>Das Bild wird angesehen …</translation>
    </message>
    <message>
        <source>Looks like: {kind}</source>
        <translation>Sieht aus wie: {kind}</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>Nothing speaks against using this model on it.</source>
        <translation>Nichts spricht dagegen, dieses Modell darauf anzuwenden.</translation>
    </message>
    <message>
        <source>PASSED</source>
        <translation>BESTANDEN</translation>
    </message>
    <message>
        <source>NOT PASSED</source>
        <translation>NICHT BESTANDEN</translation>
    </message>
    <message>
        <source>CANNOT TELL</source>
        <translation>NICHT ZU SAGEN</translation>
    </message>
    <message>
        <source>{share} of the bone surface is {within} ({compared} {required}).</source>
        <translation>{share} der Knochenoberfläche liegen {within} ({compared} {required}).</translation>
    </message>
    <message>
        <source>at least</source>
        <translation>mindestens</translation>
    </message>
    <message>
        <source>less than</source>
        <translation>weniger als</translation>
    </message>
    <message>
        <source>within {limit} mm</source>
        <translation>innerhalb von {limit} mm</translation>
    </message>
    <message>
        <source>Old answer, to a question of before: {changes} changed since. Measure again.</source>
        <translation>Alte Antwort auf eine frühere Frage: {changes} seither geändert. Messen Sie noch einmal.</translation>
    </message>
    <message>
        <source>the threshold</source>
        <translation>die Schwelle</translation>
    </message>
    <message>
        <source>the smoothing</source>
        <translation>die Glättung</translation>
    </message>
    <message>
        <source>the tolerance</source>
        <translation>die Toleranz</translation>
    </message>
    <message>
        <source>the alignment of the surfaces</source>
        <translation>die Ausrichtung der Oberflächen</translation>
    </message>
    <message>
        <source>The image is unlike theirs, so this may not hold for it.</source>
        <translation>Das Bild ist anders als ihre, es muss also nicht dafür gelten.</translation>
    </message>
    <message>
        <source>Without a CT nothing is known of its accuracy.</source>
        <translation>Ohne CT ist über die Genauigkeit nichts bekannt.</translation>
    </message>
    <message>
        <source>Expected without a CT: &lt;b&gt;{share}&lt;/b&gt; of the bone surface {within} (comparable patients: {lowest} to {highest}; calibrated on {patients}).</source>
        <translation>Ohne CT zu erwarten: &lt;b&gt;{share}&lt;/b&gt; der Knochenoberfläche {within} (vergleichbare Patienten: {lowest} bis {highest}; kalibriert an {patients}).</translation>
    </message>
    <message>
        <source>Doubtful: {distance:.1f} mm at {place}</source>
        <translation>Zweifelhaft: {distance:.1f} mm bei {place}</translation>
    </message>
    <message>
        <source>{over}, {amount} % over {sct}</source>
        <translation>{over}, {amount} % über {sct}</translation>
    </message>
    <message>
        <source>{bone}: {share} {within}</source>
        <translation>{bone}: {share} {within}</translation>
    </message>
    <message>
        <source>The model gives no expected error for this synthetic CT.</source>
        <translation>Das Modell gibt für dieses synthetische CT keinen erwarteten Fehler an.</translation>
    </message>
    <message>
        <source>The CT is on another grid: preview the registration, or measure, first.</source>
        <translation>Das CT liegt auf einem anderen Gitter: sehen Sie zuerst die Registrierung an, oder messen Sie.</translation>
    </message>
    <message>
        <source>its header</source>
        <translation>der Dateikopf</translation>
    </message>
    <message>
        <source>{file} beside it</source>
        <translation>{file} daneben</translation>
    </message>
    <message>
        <source>The volume is empty ({shape} voxels): choose another file.</source>
        <translation>Das Bild ist leer ({shape} Voxel): wählen Sie ein anderes.</translation>
    </message>
    <message>
        <source>The volume is a single slice ({shape} voxels): at least {fewest} voxels are needed along each axis.</source>
        <translation>Das Bild ist eine einzelne Schicht ({shape} Voxel): entlang jeder Achse werden mindestens {fewest} Voxel gebraucht.</translation>
    </message>
    <message>
        <source>The volume is constant (every voxel is {value}): it holds no image.</source>
        <translation>Das Bild ist konstant (jeder Voxel ist {value}): es zeigt nichts.</translation>
    </message>
    <message>
        <source>The model was made for {wanted}, but this looks like {found} ({values}): take a model for such images ({model}), or say that it is {wanted} if you know better (--modality {wanted}; modality in Python).</source>
        <translation>Das Modell ist für {wanted} gemacht, aber dies sieht aus wie {found} ({values}): nehmen Sie ein Modell für solche Bilder ({model}), oder geben Sie an, dass es {wanted} ist, wenn Sie es besser wissen (--modality {wanted}; modality in Python).</translation>
    </message>
    <message>
        <source>{what} ({shown} mm) is far from the training set's ({least} to {most} mm).</source>
        <translation>{what} ({shown} mm) ist weit von dem der Trainingsbilder ({least} bis {most} mm).</translation>
    </message>
    <message>
        <source>Voxel spacing</source>
        <translation>Der Voxelabstand</translation>
    </message>
    <message>
        <source>The field of view</source>
        <translation>Das Sichtfeld</translation>
    </message>
    <message>
        <source>The image shows far {much} of a body than those that the model learnt from: is it the same part of the body? (It measures {litres} litres, there {low} to {high}.)</source>
        <translation>Das Bild zeigt viel {much} von einem Körper als die, aus denen das Modell gelernt hat: ist es derselbe Körperteil? (Es misst {litres} Liter, dort {low} bis {high}.)</translation>
    </message>
    <message>
        <source>less</source>
        <translation>weniger</translation>
    </message>
    <message>
        <source>more</source>
        <translation>mehr</translation>
    </message>
    <message>
        <source>This does not look like {learnt}: another part of the body, such as a head, or another contrast. What the model makes of it, bone above all, cannot be believed here.</source>
        <translation>Dies sieht nicht aus wie {learnt}: ein anderer Körperteil, etwa ein Kopf, oder ein anderer Kontrast. Was das Modell daraus macht, vor allem Knochen, ist hier nicht zu glauben.</translation>
    </message>
    <message>
        <source>{seen} Its brightness is unlike the training set's (distance {distance}, there at most {limit}): {number} is {value}, there {low} to {high}.</source>
        <translation>{seen} Die Helligkeit ist anders als in den Trainingsbildern (Abstand {distance}, dort höchstens {limit}): {number} ist {value}, dort {low} bis {high}.</translation>
    </message>
    <message>
        <source>The {image} {reason}, or {force}.</source>
        <translation>{image}: {reason}.</translation>
    </message>
    <message>
        <source>values from {low} to {high}</source>
        <translation>Werte von {low} bis {high}</translation>
    </message>
    <message>
        <source>is not in HU (values from {low} to {high}, nothing below 0 as fat and air are); subtract 1024 from a CT that is stored from 0 to 4095, and give the CT if this is another image</source>
        <translation>nicht in HU (Werte von {low} bis {high}, nichts unter 0, wo Fett und Luft liegen); ziehen Sie 1024 ab, wenn es ein CT mit Werten von 0 bis 4095 ist, und wählen Sie das CT, wenn es ein anderes Bild ist</translation>
    </message>
    <message>
        <source>is not in HU everywhere (values from {low} to {high}; {share} are exactly {high}, which fills what was not scanned); set these to -1024</source>
        <translation>nicht überall in HU (Werte von {low} bis {high}; {share} sind genau {high} und füllen, was nicht gescannt wurde); setzen Sie diese auf -1024</translation>
    </message>
    <message>
        <source>is no CT ({by} says {kind}; {values}); give the CT</source>
        <translation>kein CT ({by} sagt {kind}; {values}); wählen Sie das CT</translation>
    </message>
    <message>
        <source>is synthetic by its record (model {model}); give the real CT</source>
        <translation>laut Protokoll synthetisch (Modell {model}); wählen Sie das echte CT</translation>
    </message>
    <message>
        <source>is {value} everywhere and holds no image; give the CT</source>
        <translation>überall {value} und ohne Bild; wählen Sie das CT</translation>
    </message>
    <message>
        <source>is no CT in HU (it looks like an MR; {values}, no air and no fat); give the CT</source>
        <translation>kein CT in HU (es sieht aus wie ein MR; {values}, weder Luft noch Fett); wählen Sie das CT</translation>
    </message>
    <message>
        <source>Smoothing moved it by up to {mm:.2f} mm.</source>
        <translation>Das Glätten hat sie um bis zu {mm:.2f} mm verschoben.</translation>
    </message>
    <message>
        <source>wall</source>
        <translation>Wand</translation>
    </message>
    <message>
        <source>gap</source>
        <translation>Spalt</translation>
    </message>
    <message>
        <source>Narrow {name}: {mm:.2f} mm at {place}</source>
        <translation>Zu schmal, {name}: {mm:.2f} mm bei {place}</translation>
    </message>
    <message>
        <source>Raise name, side and "synthetic, not for clinical use" on a flat place of it.</source>
        <translation>Name, Seite und „synthetic, not for clinical use“ erhaben auf eine flache Stelle schreiben.</translation>
    </message>
    <message>
        <source>Write on it</source>
        <translation>Beschriften</translation>
    </message>
    <message>
        <source>The side of the patient, for the written surface.</source>
        <translation>Die Seite des Patienten, für die geschriebene Oberfläche.</translation>
    </message>
    <message>
        <source>Side of the patient</source>
        <translation>Seite des Patienten</translation>
    </message>
    <message>
        <source>No side</source>
        <translation>Keine Seite</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>Links</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>Rechts</translation>
    </message>
    <message>
        <source>What readers see: landmarks judged 0 to 10 in both images, as in bone-MRI studies.</source>
        <translation>Was Befunder sehen: Landmarken in beiden Bildern mit 0 bis 10 bewertet, wie in Studien zur Knochen-MRT.</translation>
    </message>
    <message>
        <source>Readers' scores</source>
        <translation>Bewertungen der Befunder</translation>
    </message>
    <message>
        <source>Reader:</source>
        <translation>Befunder:</translation>
    </message>
    <message>
        <source>Who judges: a name or initials.</source>
        <translation>Wer bewertet: ein Name oder Kürzel.</translation>
    </message>
    <message>
        <source>Reader</source>
        <translation>Befunder</translation>
    </message>
    <message>
        <source>Landmark:</source>
        <translation>Landmarke:</translation>
    </message>
    <message>
        <source>What is judged, for example the lesser trochanter.</source>
        <translation>Was bewertet wird, zum Beispiel der Trochanter minor.</translation>
    </message>
    <message>
        <source>Landmark</source>
        <translation>Landmarke</translation>
    </message>
    <message>
        <source>Seen in:</source>
        <translation>Gesehen in:</translation>
    </message>
    <message>
        <source>The image that is judged.</source>
        <translation>Das bewertete Bild.</translation>
    </message>
    <message>
        <source>Judged image</source>
        <translation>Bewertetes Bild</translation>
    </message>
    <message>
        <source>Score:</source>
        <translation>Bewertung:</translation>
    </message>
    <message>
        <source>0 is not to be seen, 10 is as on a diagnostic CT.</source>
        <translation>0 heißt nicht zu sehen, 10 wie in einem diagnostischen CT.</translation>
    </message>
    <message>
        <source>Score from 0 to 10</source>
        <translation>Bewertung von 0 bis 10</translation>
    </message>
    <message>
        <source>Keep this score.</source>
        <translation>Diese Bewertung behalten.</translation>
    </message>
    <message>
        <source>Add score</source>
        <translation>Bewertung hinzufügen</translation>
    </message>
    <message>
        <source>What the scores say so far.</source>
        <translation>Was die Bewertungen bisher sagen.</translation>
    </message>
    <message>
        <source>{reader} gave {landmark} in the {image} {score:g} of 10.</source>
        <translation>{reader} gab {landmark} im {image} {score:g} von 10.</translation>
    </message>
    <message>
        <source>&amp;Further images:</source>
        <translation>&amp;Weitere Bilder:</translation>
    </message>
    <message>
        <source>Further images</source>
        <translation>Weitere Bilder</translation>
    </message>
    <message>
        <source>Further images: the same is made of each, one after the other. Each result is taken back on its own.</source>
        <translation>Weitere Bilder: von jedem wird dasselbe erzeugt, eines nach dem anderen. Jedes Ergebnis lässt sich für sich zurücknehmen.</translation>
    </message>
    <message>
        <source>Region of the comparison</source>
        <translation>Bereich des Vergleichs</translation>
    </message>
    <message>
        <source>Region:</source>
        <translation>Bereich:</translation>
    </message>
    <message>
        <source>None: all of the body</source>
        <translation>Keiner: der ganze Körper</translation>
    </message>
    <message>
        <source>Where the comparison counts: an ROI, the shown segments of a segmentation, or a label map. Everything in it counts, air too.</source>
        <translation>Wo der Vergleich zählt: eine ROI, die gezeigten Segmente einer Segmentierung oder eine Label-Map. Alles darin zählt, auch Luft.</translation>
    </message>
    <message>
        <source>the region</source>
        <translation>der Bereich</translation>
    </message>
    <message>
        <source>PETRA or UTE: MR with signal from bone</source>
        <translation>PETRA oder UTE: MR mit Signal aus Knochen</translation>
    </message>
    <message>
        <source>PETRA's relation, without a model</source>
        <translation>Beziehung für PETRA, ohne Modell</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>Verfahren</translation>
    </message>
    <message>
        <source>How a cone-beam CT is corrected, or a PETRA becomes a CT.</source>
        <translation>Wie ein Kegelstrahl-CT korrigiert oder aus einer PETRA ein CT wird.</translation>
    </message>
    <message>
        <source>How a cone-beam CT is corrected; for a PETRA the relation that needs no model.</source>
        <translation>Wie ein Kegelstrahl-CT korrigiert wird; für eine PETRA die Beziehung, die kein Modell braucht.</translation>
    </message>
    <message>
        <source>The chosen method is for PETRA and UTE: say under The image is that it is one, or choose another method.</source>
        <translation>Das gewählte Verfahren ist für PETRA und UTE: sagen Sie unter „Das Bild ist“, dass es eines ist, oder wählen Sie ein anderes.</translation>
    </message>
    <message>
        <source>Only cone-beam CTs, and MRs that are said to be PETRA or UTE, have methods.</source>
        <translation>Nur Kegelstrahl-CTs und MRs, die als PETRA oder UTE bezeichnet sind, haben Verfahren.</translation>
    </message>
    <message>
        <source>Several images make several volumes: choose a new volume as output.</source>
        <translation>Aus mehreren Bildern werden mehrere: wählen Sie ein neues Bild als Ergebnis.</translation>
    </message>
    <message>
        <source>{made} of {count} are done.</source>
        <translation>{made} von {count} sind fertig.</translation>
    </message>
    <message>
        <source>Cancelled: {made} of {count} are done, and stay.</source>
        <translation>Abgebrochen: {made} von {count} sind fertig und bleiben.</translation>
    </message>
    <message>
        <source>Another one:</source>
        <translation>Ein weiteres:</translation>
    </message>
    <message>
        <source>Where a further model comes from</source>
        <translation>Woher ein weiteres Modell kommt</translation>
    </message>
    <message>
        <source>Folder, archive or file of a network on this computer, an https address, or a Hugging Face repository as hf:owner/name.</source>
        <translation>Ordner, Archiv oder Datei eines Netzes auf diesem Rechner, eine https-Adresse oder ein Hugging-Face-Repository als hf:owner/name.</translation>
    </message>
    <message>
        <source>Folder, file, https://... or hf:owner/name</source>
        <translation>Ordner, Datei, https://... oder hf:owner/name</translation>
    </message>
    <message>
        <source>Folder...</source>
        <translation>Ordner...</translation>
    </message>
    <message>
        <source>File...</source>
        <translation>Datei...</translation>
    </message>
    <message>
        <source>Add...</source>
        <translation>Hinzufügen...</translation>
    </message>
    <message>
        <source>Look at the model there, show its licence and origin, ask, convert it and try it.</source>
        <translation>Das Modell dort ansehen, Lizenz und Herkunft zeigen, fragen, umwandeln und ausprobieren.</translation>
    </message>
    <message>
        <source>Say first where the model comes from.</source>
        <translation>Sagen Sie zuerst, woher das Modell kommt.</translation>
    </message>
    <message>
        <source>Convert {model}, try it, and put it among your models?</source>
        <translation>{model} umwandeln, ausprobieren und zu Ihren Modellen nehmen?</translation>
    </message>
    <message>
        <source>licence</source>
        <translation>Lizenz</translation>
    </message>
    <message>
        <source>training data</source>
        <translation>Trainingsdaten</translation>
    </message>
    <message>
        <source>size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>body regions</source>
        <translation>Körperregionen</translation>
    </message>
    <message>
        <source>makes</source>
        <translation>erzeugt</translation>
    </message>
    <message>
        <source>from</source>
        <translation>von</translation>
    </message>
    <message>
        <source>into</source>
        <translation>nach</translation>
    </message>
    <message>
        <source>model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>A folder of patients...</source>
        <translation>Ein Ordner von Patienten...</translation>
    </message>
    <message>
        <source>Do what is chosen here with each patient of a folder, as one study.</source>
        <translation>Mit jedem Patienten eines Ordners tun, was hier gewählt ist, als eine Studie.</translation>
    </message>
    <message>
        <source>Many patients at once.</source>
        <translation>Viele Patienten auf einmal.</translation>
    </message>
    <message>
        <source>{made} of {count} patients are done; the study's page: {page}</source>
        <translation>{made} von {count} Patienten sind fertig; die Seite der Studie: {page}</translation>
    </message>
    <message>
        <source>Study of {folder}</source>
        <translation>Studie von {folder}</translation>
    </message>
    <message>
        <source>The {image} {doubt}.</source>
        <translation>{image} {doubt}.</translation>
    </message>
    <message>
        <source>Forced: the {image} {reason}.</source>
        <translation>Erzwungen: {image} {reason}.</translation>
    </message>
    <message>
        <source>The {ct} is synthetic by its record, and the {sct} has no such record: they look swapped; give the synthetic CT first, or {force}.</source>
        <translation>{ct} ist laut Protokoll synthetisch, und {sct} hat kein solches Protokoll: sie scheinen vertauscht; geben Sie zuerst das synthetische CT an, oder {force}.</translation>
    </message>
    <message>
        <source>The {mr} looks like a CT, and the {ct} does not: they look swapped; give the MR first and the CT second, or {force}.</source>
        <translation>{mr} sieht wie ein CT aus, {ct} nicht: sie scheinen vertauscht; geben Sie zuerst das MR und dann das CT an, oder {force}.</translation>
    </message>
    <message>
        <source>is not in HU (values from {low} to {high}: negative HU that were read without their sign); subtract 65536 from the values above {limit}</source>
        <translation>ist nicht in HU (Werte von {low} bis {high}: negative HU, die ohne Vorzeichen gelesen wurden); ziehen Sie 65536 von den Werten über {limit} ab</translation>
    </message>
    <message>
        <source>is not in HU (values from {low} to {high}: HU that were stored with {offset} added); subtract {offset}</source>
        <translation>ist nicht in HU (Werte von {low} bis {high}: HU, zu denen {offset} gezählt wurde); ziehen Sie {offset} ab</translation>
    </message>
    <message>
        <source>is not in HU (values from {low} to {high}: scaled, or no image); bring it back to HU</source>
        <translation>ist nicht in HU (Werte von {low} bis {high}: skaliert, oder kein Bild); bringen Sie es in HU zurück</translation>
    </message>
    <message>
        <source>is not in HU (values from {low} to {high}, {below} of them below any air, and no tissue near 0); if its intercept was applied twice, add 1024</source>
        <translation>ist nicht in HU (Werte von {low} bis {high}, {below} davon unter aller Luft, und kein Gewebe nahe 0); wurde der Achsenabschnitt zweimal angewandt, zählen Sie 1024 dazu</translation>
    </message>
    <message>
        <source>No air is in the field of view to find the scale of the grey values by: the network alone takes it to be that of HU and may be off throughout; the method auto and the method shading find it by fat and muscle.</source>
        <translation>Im Bildfeld ist keine Luft, an der sich die Skala der Grauwerte finden ließe: das Netz allein nimmt die der HU an und kann überall danebenliegen; das Verfahren auto und das Verfahren shading finden sie an Fett und Muskel.</translation>
    </message>
    <message>
        <source>Nobody states which body regions this model learnt from: whether this is one of them is for you to judge.</source>
        <translation>Niemand sagt, an welchen Körperteilen dieses Modell gelernt hat: ob dies einer davon ist, müssen Sie beurteilen.</translation>
    </message>
    <message>
        <source>Air ({air} HU), fat ({fat} HU) and soft tissue ({soft} HU) lie where a calibrated CT has them, all over the image: if this is no cone-beam CT but a plain one, it needs no such model.</source>
        <translation>Luft ({air} HU), Fett ({fat} HU) und Weichgewebe ({soft} HU) liegen im ganzen Bild, wo ein kalibriertes CT sie hat: ist dies kein Kegelstrahl-CT, sondern ein gewöhnliches, so braucht es kein solches Modell.</translation>
    </message>
    <message>
        <source>The header names a contrast medium ({agent}): the model learnt hardly any, and without a planning CT (--prior) what it brightens, and muscle with it, comes out too dark, by 50 to 100 HU where it fills the liver.</source>
        <translation>Der Header nennt ein Kontrastmittel ({agent}): das Modell hat kaum welches gelernt, und ohne Planungs-CT (--prior) wird zu dunkel, was es aufhellt, und Muskel mit ihm, um 50 bis 100 HU, wo es die Leber füllt.</translation>
    </message>
    <message>
        <source>The planning CT shows contrast medium ({millilitres} ml in one piece brighter than {threshold} HU and no bone): large organs and vessels of the result have its HU, whether contrast medium was in the patient on the day of the scan or not.</source>
        <translation>Das Planungs-CT zeigt Kontrastmittel ({millilitres} ml in einem Stück heller als {threshold} HU und kein Knochen): große Organe und Gefäße des Ergebnisses haben dessen HU, ob am Tag der Aufnahme Kontrastmittel im Patienten war oder nicht.</translation>
    </message>
    <message>
        <source>This is a brain whose skull was taken out: there is no bone to find; give the image as it was before the brain was extracted.</source>
        <translation>Dies ist ein Gehirn, dessen Schädel entfernt wurde: hier ist kein Knochen zu finden; geben Sie das Bild, wie es vor dem Freistellen des Gehirns war.</translation>
    </message>
    <message>
        <source>The face is missing, as in an image that was defaced: the vault can be used as in any other head, but do not believe the bone round nose, jaw and orbits.</source>
        <translation>Das Gesicht fehlt, wie in einem anonymisierten Bild: das Schädeldach ist zu brauchen wie bei jedem anderen Kopf, dem Knochen um Nase, Kiefer und Augenhöhlen ist nicht zu glauben.</translation>
    </message>
    <message>
        <source>Long, thin pieces lie beside this head, as the rods of a stereotactic frame do: the model never saw a frame, which is not in the synthetic CT, and its pins bend the MR round them; do not believe the bone there.</source>
        <translation>Neben diesem Kopf liegen lange, dünne Teile wie die Stäbe eines stereotaktischen Rahmens: das Modell hat nie einen Rahmen gesehen, er ist nicht im synthetischen CT, und seine Stifte verzerren das MR ringsum; dem Knochen dort ist nicht zu glauben.</translation>
    </message>
    <message>
        <source>A straight gap in the signal leads from the vault into the brain, as an electrode or a needle makes it: the model never saw one; what it makes of it is not bone, and metal is not in the synthetic CT.</source>
        <translation>Eine gerade Lücke im Signal führt vom Schädeldach ins Gehirn, wie eine Elektrode oder Nadel sie macht: das Modell hat nie eine gesehen; was es daraus macht, ist kein Knochen, und Metall ist nicht im synthetischen CT.</translation>
    </message>
    <message>
        <source>This does not look like a head that is in the image up to its top, and the model learnt from heads alone: for arm, leg and hip take mr-to-ct-limb, and do not rely on the bone of a part of a head without a CT.</source>
        <translation>Dies sieht nicht aus wie ein Kopf, der bis zum Scheitel im Bild ist, und das Modell hat nur an Köpfen gelernt: nehmen Sie für Arm, Bein und Hüfte mr-to-ct-limb, und verlassen Sie sich ohne ein CT nicht auf den Knochen eines Teils eines Kopfes.</translation>
    </message>
    <message>
        <source>no body stands out from air</source>
        <translation>kein Körper hebt sich von Luft ab</translation>
    </message>
    <message>
        <source>This looks like a head, and the model learnt from {learnt}: take a model of heads (mr-to-ct-head), or for a PETRA the method petra.</source>
        <translation>Dies sieht aus wie ein Kopf, und das Modell hat an {learnt} gelernt: nehmen Sie ein Modell für Köpfe (mr-to-ct-head), oder für ein PETRA das Verfahren petra.</translation>
    </message>
    <message>
        <source>The model was made for CT, but this looks like a CBCT ({values}): its HU are not those of a CT; correct it first with a model from CBCT to CT ({model}).</source>
        <translation>Das Modell ist für CT gemacht, doch dies sieht wie ein CBCT aus ({values}): seine HU sind nicht die eines CT; korrigieren Sie es zuerst mit einem Modell von CBCT zu CT ({model}).</translation>
    </message>
    <message>
        <source>The model was made for CT, but this {seen} ({values}, nothing below 0 as fat and air are). If it is a CT that is stored from 0 to 4095, subtract 1024 first.</source>
        <translation>Das Modell ist für CT gemacht, doch dies {seen} ({values}, nichts unter 0, wo Fett und Luft liegen). Ist es ein CT, das von 0 bis 4095 gespeichert ist, ziehen Sie zuerst 1024 ab.</translation>
    </message>
    <message>
        <source>{millilitres} ml are brighter than {threshold} HU, as only metal is: the synthetic image is wrong where its streaks lie.</source>
        <translation>{millilitres} ml sind heller als {threshold} HU, wie nur Metall: wo dessen Streifen liegen, ist das synthetische Bild falsch.</translation>
    </message>
    <message>
        <source>The header names a contrast medium ({agent}): the model was made for CTs without, and takes it for another tissue.</source>
        <translation>Der Dateikopf nennt ein Kontrastmittel ({agent}): das Modell ist für CTs ohne gemacht und hält es für ein anderes Gewebe.</translation>
    </message>
    <message>
        <source>{millilitres} ml in one piece are brighter than {threshold} HU and no bone, as contrast medium makes vessels, bladder and bowel: the model was made for CTs without, and takes it for another tissue.</source>
        <translation>{millilitres} ml in einem Stück sind heller als {threshold} HU und kein Knochen, wie Gefäße, Blase und Darm mit Kontrastmittel: das Modell ist für CTs ohne gemacht und hält es für ein anderes Gewebe.</translation>
    </message>
    <message>
        <source>This looks like {kind}: the model has not been tested on those.</source>
        <translation>Dies sieht aus wie {kind}: daran wurde das Modell nicht erprobt.</translation>
    </message>
    <message>
        <source>Hardly any bone was found, and where there is {learnt} there is bone: the model has missed it, so do not measure or print bone of this image. A part cut out tightly, such as a joint or a brain, is the usual reason: give the whole image, or more of it round that. (Above {threshold} HU lies {share} of the body; at least {least} is usual.)</source>
        <translation>Es wurde kaum Knochen gefunden, und wo {learnt} ist, ist Knochen: das Modell hat ihn übersehen; messen und drucken Sie keinen Knochen dieses Bildes. Meist liegt es an einem eng ausgeschnittenen Teil, etwa einem Gelenk oder einem Gehirn: geben Sie das ganze Bild, oder mehr davon ringsum. (Über {threshold} HU liegen {share} des Körpers; üblich sind mindestens {least}.)</translation>
    </message>
    <message>
        <source>The header says PETRA, UTE or ZTE, where bone is grey: the model learnt from images in which it is black; for such images of heads there is the method petra.</source>
        <translation>Der Dateikopf sagt PETRA, UTE oder ZTE, worin Knochen grau ist: das Modell hat an Bildern gelernt, in denen er schwarz ist; für solche Bilder von Köpfen gibt es das Verfahren petra.</translation>
    </message>
    <message>
        <source>The header says an echo time of {echo} ms: bone gives no signal so late, and the method petra reads its density from that; give a PETRA or UTE, or leave the method out.</source>
        <translation>Der Dateikopf nennt eine Echozeit von {echo} ms: so spät gibt Knochen kein Signal mehr, aus dem das Verfahren petra seine Dichte liest; geben Sie ein PETRA oder UTE an, oder lassen Sie das Verfahren weg.</translation>
    </message>
    <message>
        <source>The flip angle is {degrees} degrees, and the relation was found at {known}: bone may be too dense or too thin throughout.</source>
        <translation>Der Flipwinkel ist {degrees} Grad, und die Beziehung wurde bei {known} gefunden: Knochen kann überall zu dicht oder zu dünn sein.</translation>
    </message>
    <message>
        <source>{share} of this head would be bone, and a skull takes a fifth: in a PETRA or UTE all soft tissue is about as bright, so this is probably another sequence, of which the method petra makes nothing to rely on.</source>
        <translation>{share} dieses Kopfes wären Knochen, und ein Schädel nimmt ein Fünftel ein: in einem PETRA oder UTE ist alles Weichgewebe etwa gleich hell, dies ist also wohl eine andere Sequenz, aus der das Verfahren petra nichts Verlässliches macht.</translation>
    </message>
    <message>
        <source>Not as commissioned on {day}: {reason}.</source>
        <translation>Nicht wie am {day} in Betrieb genommen: {reason}.</translation>
    </message>
    <message>
        <source>the weights are {weights}, commissioned were {known}</source>
        <translation>die Gewichte sind {weights}, in Betrieb genommen wurden {known}</translation>
    </message>
    <message>
        <source>{what} is {shown} mm, commissioned were {low} to {high} mm</source>
        <translation>{what} ist {shown} mm, in Betrieb genommen wurden {low} bis {high} mm</translation>
    </message>
    <message>
        <source>the image shows {litres} litres of a body, commissioned were {low} to {high}</source>
        <translation>das Bild zeigt {litres} Liter eines Körpers, in Betrieb genommen wurden {low} bis {high}</translation>
    </message>
    <message>
        <source>the brightness in the body lies {distance} from that of the commissioned images, which lie within {limit} of each other</source>
        <translation>die Helligkeit im Körper liegt {distance} von der der Bilder der Inbetriebnahme entfernt, die bis zu {limit} voneinander liegen</translation>
    </message>
    <message>
        <source>{others} or {last}</source>
        <translation>{others} oder {last}</translation>
    </message>
    <message>
        <source>looks like {found}</source>
        <translation>sieht aus wie {found}</translation>
    </message>
    <message>
        <source>This looks like another contrast than the model learnt from, another part of the body than {learnt}, or a piece cut out of one. Do not rely on its bone without a CT.</source>
        <translation>Dies sieht aus wie ein anderer Kontrast, als das Modell gelernt hat, wie ein anderer Körperteil als {learnt}, oder wie ein Ausschnitt. Verlassen Sie sich ohne ein CT nicht auf seinen Knochen.</translation>
    </message>
    <message>
        <source>brightness (z-score) of the layer from {depth} mm under the skin</source>
        <translation>die Helligkeit (z-Wert) der Schicht ab {depth} mm unter der Haut</translation>
    </message>
    <message>
        <source>the {share} quantile of brightness (z-score) in the body</source>
        <translation>das {share}-Quantil der Helligkeit (z-Wert) im Körper</translation>
    </message>
    <message>
        <source>what the model learnt from</source>
        <translation>woran das Modell gelernt hat</translation>
    </message>
    <message>
        <source>the SD of brightness in the body as a share of its mean</source>
        <translation>die Standardabweichung der Helligkeit im Körper als Anteil ihres Mittels</translation>
    </message>
    <message>
        <source>the skewness of brightness in the body</source>
        <translation>die Schiefe der Helligkeit im Körper</translation>
    </message>
    <message>
        <source>the voxel spacing</source>
        <translation>der Voxelabstand</translation>
    </message>
    <message>
        <source>the field of view</source>
        <translation>das Bildfeld</translation>
    </message>
    <message>
        <source>is not in HU (values from {low} to {high}: fat, muscle and air lie where HU times {factor} have them); divide by {factor}</source>
        <translation>ist nicht in HU (Werte von {low} bis {high}: Fett, Muskel und Luft liegen, wo das {factor}-Fache von HU sie hat); teilen Sie durch {factor}</translation>
    </message>
    <message>
        <source>may not be in HU (values from {low} to {high}; they are more like a body's as HU times {factor}); look at it, and if so, divide by {factor}</source>
        <translation>ist vielleicht nicht in HU (Werte von {low} bis {high}; als {factor}-Faches von HU sähen sie einem Körper ähnlicher); sehen Sie es an, und wenn es so ist, teilen Sie durch {factor}</translation>
    </message>
    <message>
        <source>is not in HU (values from {low} to {high}: fat, muscle and air lie where HU with {added} added have them); subtract {added}</source>
        <translation>ist nicht in HU (Werte von {low} bis {high}: Fett, Muskel und Luft liegen, wo HU sie haben, zu denen {added} gezählt wurde); ziehen Sie {added} ab</translation>
    </message>
    <message>
        <source>may not be in HU (values from {low} to {high}; they are more like a body's as HU with {added} added); look at it, and if so, subtract {added}</source>
        <translation>ist vielleicht nicht in HU (Werte von {low} bis {high}; als HU, zu denen {added} gezählt wurde, sähen sie einem Körper ähnlicher); sehen Sie es an, und wenn es so ist, ziehen Sie {added} ab</translation>
    </message>
    <message>
        <source>shows hardly any tissue (values from {low} to {high}, nearly all as low as air has them); if its intercept was applied twice, add 1024</source>
        <translation>zeigt kaum Gewebe (Werte von {low} bis {high}, fast alle so niedrig wie die von Luft); wenn sein Achsenabschnitt zweimal angewandt wurde, zählen Sie 1024 dazu</translation>
    </message>
    <message>
        <source>Rigid: move and turn</source>
        <translation>Starr: verschieben und drehen</translation>
    </message>
    <message>
        <source>Affine: move, turn, scale and shear</source>
        <translation>Affin: verschieben, drehen, strecken, scheren</translation>
    </message>
    <message>
        <source>Deformable: rigid, then bend</source>
        <translation>Verformbar: starr, dann biegen</translation>
    </message>
    <message>
        <source>None: both lie where they belong</source>
        <translation>Keine: beide liegen richtig</translation>
    </message>
    <message>
        <source>The transform below, as it lies</source>
        <translation>Die Transformation unten, wie sie ist</translation>
    </message>
    <message>
        <source>As the module finds it</source>
        <translation>Wie das Modul es findet</translation>
    </message>
    <message>
        <source>Cone-beam CT</source>
        <translation>Kegelstrahl-CT</translation>
    </message>
    <message>
        <source>What passes its own checks first</source>
        <translation>Was die eigenen Prüfungen zuerst besteht</translation>
    </message>
    <message>
        <source>The model alone</source>
        <translation>Nur das Modell</translation>
    </message>
    <message>
        <source>Shading taken off by fat and muscle</source>
        <translation>Abschattung nach Fett und Muskel entfernt</translation>
    </message>
    <message>
        <source>By the planning CT</source>
        <translation>Nach dem Planungs-CT</translation>
    </message>
    <message>
        <source>Input over synthetic CT</source>
        <translation>Eingabe über synthetischem CT</translation>
    </message>
    <message>
        <source>CT over synthetic CT</source>
        <translation>CT über synthetischem CT</translation>
    </message>
    <message>
        <source>Difference over synthetic CT</source>
        <translation>Differenz über synthetischem CT</translation>
    </message>
    <message>
        <source>Expected error over synthetic CT</source>
        <translation>Erwarteter Fehler über synthetischem CT</translation>
    </message>
    <message>
        <source>Checkerboard with the CT</source>
        <translation>Schachbrett mit dem CT</translation>
    </message>
    <message>
        <source>Reveal the CT behind a line</source>
        <translation>CT hinter einer Linie aufdecken</translation>
    </message>
    <message>
        <source>Side by side</source>
        <translation>Nebeneinander</translation>
    </message>
    <message>
        <source>From right to left</source>
        <translation>Von rechts nach links</translation>
    </message>
    <message>
        <source>From front to back</source>
        <translation>Von vorn nach hinten</translation>
    </message>
    <message>
        <source>From foot to head</source>
        <translation>Von Fuß nach Kopf</translation>
    </message>
    <message>
        <source>Automatic (GPU if there is one)</source>
        <translation>Automatisch (GPU, wenn vorhanden)</translation>
    </message>
    <message>
        <source>Any</source>
        <translation>Beliebig</translation>
    </message>
    <message>
        <source>Synthetic CT: not for clinical use</source>
        <translation>Synthetisches CT: nicht für klinische Zwecke</translation>
    </message>
    <message>
        <source>Fields of 20 mm of {sct} and of the CT in turn</source>
        <translation>Felder von 20 mm aus {sct} und CT im Wechsel</translation>
    </message>
    <message>
        <source>{sct} up to the line at {amount} %, the CT beyond it</source>
        <translation>{sct} bis zur Linie bei {amount} %, dahinter das CT</translation>
    </message>
    <message>
        <source>Input, {sct} and CT side by side</source>
        <translation>Eingabe, {sct} und CT nebeneinander</translation>
    </message>
    <message>
        <source>Input and {sct} side by side; no CT is chosen</source>
        <translation>Eingabe und {sct} nebeneinander; es ist kein CT gewählt</translation>
    </message>
    <message>
        <source>The surfaces of {name} are being made.</source>
        <translation>Die Oberflächen von {name} entstehen.</translation>
    </message>
    <message>
        <source>{name} is shown in 3D.</source>
        <translation>{name} ist in 3D zu sehen.</translation>
    </message>
    <message>
        <source>{name} was changed meanwhile: show it again.</source>
        <translation>{name} wurde inzwischen geändert: erneut anzeigen.</translation>
    </message>
    <message>
        <source>Choose a model first.</source>
        <translation>Zuerst ein Modell wählen.</translation>
    </message>
    <message>
        <source>Choose a transform first.</source>
        <translation>Zuerst eine Transformation wählen.</translation>
    </message>
    <message>
        <source>Stop the work. The scene stays as it is.</source>
        <translation>Die Arbeit abbrechen. Die Szene bleibt, wie sie ist.</translation>
    </message>
    <message>
        <source>Make the synthetic image of the input volume, on exactly its grid.</source>
        <translation>Das synthetische Bild der Eingabe erzeugen, auf genau ihrem Gitter.</translation>
    </message>
    <message>
        <source>Bring the CT onto the synthetic CT's grid and show it over it; measure nothing.</source>
        <translation>Das CT auf das Gitter des synthetischen CTs bringen und darüber zeigen; nichts messen.</translation>
    </message>
    <message>
        <source>Measure the synthetic CT against the CT: the verdict, figures, difference map.</source>
        <translation>Das synthetische CT am CT messen: Urteil, Zahlen, Differenzbild.</translation>
    </message>
    <message>
        <source>Only a view that reveals has a line.</source>
        <translation>Nur eine aufdeckende Ansicht hat eine Linie.</translation>
    </message>
    <message>
        <source>This view has nothing to move.</source>
        <translation>In dieser Ansicht ist nichts zu verschieben.</translation>
    </message>
    <message>
        <source>What the views show. Every choice leads to every other.</source>
        <translation>Was die Ansichten zeigen. Jede Wahl führt zu jeder anderen.</translation>
    </message>
    <message>
        <source>Take back what the last button made: {name}.</source>
        <translation>Zurücknehmen, was der letzte Knopf erzeugt hat: {name}.</translation>
    </message>
    <message>
        <source>Contour the bone of the synthetic CT at the threshold and show it in 3D.</source>
        <translation>Den Knochen des synthetischen CTs an der Schwelle umreißen und in 3D zeigen.</translation>
    </message>
    <message>
        <source>Show the segments in the 3D view.</source>
        <translation>Die Segmente in der 3D-Ansicht zeigen.</translation>
    </message>
    <message>
        <source>Synthetic CT</source>
        <translation>Synthetisches CT</translation>
    </message>
    <message>
        <source>Makes a synthetic CT in Hounsfield units from an MR image, on the same grid, and measures how far it can be trusted. Not for clinical use. See the &lt;a href='https://github.com/SyntheticCT/SlicerSyntheticCT/blob/main/docs/tutorial/slicer.md'&gt;tutorial&lt;/a&gt;.</source>
        <translation>Erzeugt aus einem MR ein synthetisches CT in Hounsfield-Einheiten, auf demselben Gitter, und misst, wie weit man ihm trauen kann. Nicht für klinische Zwecke. Siehe die &lt;a href='https://github.com/SyntheticCT/SlicerSyntheticCT/blob/main/docs/tutorial/slicer.md'&gt;Einführung&lt;/a&gt; (englisch).</translation>
    </message>
    <message>
        <source>Built on 3D Slicer, ITK, VTK, MONAI and PyTorch. The card of each model names the data it was trained on, and whom to thank and cite for it.</source>
        <translation>Gebaut auf 3D Slicer, ITK, VTK, MONAI und PyTorch. Die Karte jedes Modells nennt die Daten, an denen es gelernt hat, und wem dafür zu danken und wer zu zitieren ist.</translation>
    </message>
    <message>
        <source>CPU, {memory}</source>
        <translation>CPU, {memory}</translation>
    </message>
    <message>
        <source>{device} ({name}), {memory}</source>
        <translation>{device} ({name}), {memory}</translation>
    </message>
    <message>
        <source>{id} {version} ({input} to {output})</source>
        <translation>{id} {version} ({input} zu {output})</translation>
    </message>
    <message>
        <source>free memory unknown</source>
        <translation>freier Speicher unbekannt</translation>
    </message>
    <message>
        <source>{gigabytes:.1f} GB free</source>
        <translation>{gigabytes:.1f} GB frei</translation>
    </message>
    <message>
        <source>CT to {name}</source>
        <translation>CT auf {name}</translation>
    </message>
    <message>
        <source>Choose the transform that brings the CT onto the synthetic CT.</source>
        <translation>Wählen Sie die Transformation, die das CT auf das synthetische CT bringt.</translation>
    </message>
    <message>
        <source>Comparison of {name}</source>
        <translation>Vergleich von {name}</translation>
    </message>
    <message>
        <source>Landmarks come in pairs: choose a list on the synthetic CT and one on the CT.</source>
        <translation>Landmarken gehören paarweise zusammen: wählen Sie eine Liste im synthetischen CT und eine im CT.</translation>
    </message>
    <message>
        <source>Registration of {name}</source>
        <translation>Registrierung von {name}</translation>
    </message>
    <message>
        <source>Ask PyTorch which devices this computer has and how much memory is free on each.</source>
        <translation>PyTorch fragen, welche Geräte dieser Rechner hat und wie viel Speicher auf jedem frei ist.</translation>
    </message>
    <message>
        <source>Check the model's weights against the hash that its card names.</source>
        <translation>Die Gewichte des Modells mit der Prüfsumme vergleichen, die seine Karte nennt.</translation>
    </message>
    <message>
        <source>Choose an archive, or the file of a network.</source>
        <translation>Ein Archiv oder die Datei eines Netzes wählen.</translation>
    </message>
    <message>
        <source>Choose the folder of a model.</source>
        <translation>Den Ordner eines Modells wählen.</translation>
    </message>
    <message>
        <source>Copy the comparison's folder, with report and every figure, to a place of yours.</source>
        <translation>Den Ordner des Vergleichs mit Bericht und allen Zahlen an einen Ort Ihrer Wahl kopieren.</translation>
    </message>
    <message>
        <source>Draw a simulated thigh on this computer and load MR and CT.</source>
        <translation>Auf diesem Rechner einen simulierten Oberschenkel zeichnen und sein MR und CT laden.</translation>
    </message>
    <message>
        <source>How far the segments cover the image.</source>
        <translation>Wie stark die Segmente das Bild verdecken.</translation>
    </message>
    <message>
        <source>How far the upper image covers the synthetic CT, or where the line is.</source>
        <translation>Wie stark das obere Bild das synthetische CT verdeckt, oder wo die Linie liegt.</translation>
    </message>
    <message>
        <source>Install the extension TotalSegmentator with the Extensions Manager first.</source>
        <translation>Installieren Sie zuerst mit dem Extensions Manager die Erweiterung TotalSegmentator.</translation>
    </message>
    <message>
        <source>Keep this score beside the comparison; the report shows how far readers agree.</source>
        <translation>Diese Bewertung beim Vergleich behalten; der Bericht zeigt, wie weit Befunder übereinstimmen.</translation>
    </message>
    <message>
        <source>Label air, fat, soft tissue, bone and marrow of the synthetic CT by its HU.</source>
        <translation>Luft, Fett, Weichteile, Knochen und Mark des synthetischen CTs nach HU kennzeichnen.</translation>
    </message>
    <message>
        <source>Label the separate bones of the synthetic CT, to be named in the Segment Editor.</source>
        <translation>Die einzelnen Knochen des synthetischen CTs kennzeichnen; benannt werden sie im Segment Editor.</translation>
    </message>
    <message>
        <source>Only models that take a cone-beam CT know this.</source>
        <translation>Das kennen nur Modelle für Kegelstrahl-CTs.</translation>
    </message>
    <message>
        <source>Open Slicer's module Line Profile with the synthetic CT.</source>
        <translation>Slicers Modul Line Profile mit dem synthetischen CT öffnen.</translation>
    </message>
    <message>
        <source>Open Slicer's module Transforms to correct the chosen transform by hand.</source>
        <translation>Slicers Modul Transforms öffnen, um die gewählte Transformation von Hand zu korrigieren.</translation>
    </message>
    <message>
        <source>Open the model's folder.</source>
        <translation>Den Ordner des Modells öffnen.</translation>
    </message>
    <message>
        <source>Open the report of the comparison in the browser.</source>
        <translation>Den Bericht des Vergleichs im Browser öffnen.</translation>
    </message>
    <message>
        <source>Open the segmentation in Slicer's Segment Editor, over the synthetic CT.</source>
        <translation>Die Segmentierung in Slicers Segment Editor öffnen, über dem synthetischen CT.</translation>
    </message>
    <message>
        <source>Packages are being installed.</source>
        <translation>Pakete werden installiert.</translation>
    </message>
    <message>
        <source>Segment organs and single bones with the extension TotalSegmentator.</source>
        <translation>Organe und einzelne Knochen mit der Erweiterung TotalSegmentator segmentieren.</translation>
    </message>
    <message>
        <source>Show the bone surface coloured by its distance from the CT's, with a legend in mm.</source>
        <translation>Die Knochenoberfläche zeigen, gefärbt nach ihrem Abstand von der des CTs, mit Legende in mm.</translation>
    </message>
    <message>
        <source>Show the table of the metrics beside the views.</source>
        <translation>Die Tabelle der Maße neben den Ansichten zeigen.</translation>
    </message>
    <message>
        <source>Take the added folder off the list. Its files stay; those of a converted model go.</source>
        <translation>Den hinzugefügten Ordner von der Liste nehmen. Seine Dateien bleiben; die eines umgewandelten Modells werden gelöscht.</translation>
    </message>
    <message>
        <source>The comparison found no bone surface to measure.</source>
        <translation>Der Vergleich fand keine Knochenoberfläche, die sich messen ließe.</translation>
    </message>
    <message>
        <source>The direction in which the line moves.</source>
        <translation>Die Richtung, in der die Linie läuft.</translation>
    </message>
    <message>
        <source>The patient's planning CT: it corrects, and fills what the field cut off.</source>
        <translation>Das Planungs-CT des Patienten: es korrigiert und ergänzt, was das Bildfeld abgeschnitten hat.</translation>
    </message>
    <message>
        <source>The work is being stopped; this takes a second.</source>
        <translation>Die Arbeit wird angehalten; das dauert eine Sekunde.</translation>
    </message>
    <message>
        <source>This Slicer has no module Line Profile.</source>
        <translation>Diesem Slicer fehlt das Modul Line Profile.</translation>
    </message>
    <message>
        <source>This model came with the extension and goes with it; nothing was downloaded.</source>
        <translation>Dieses Modell kam mit der Erweiterung und geht mit ihr; es wurde nichts heruntergeladen.</translation>
    </message>
    <message>
        <source>Turn the views to what is chosen here, whatever they show now.</source>
        <translation>Die Ansichten auf das stellen, was hier gewählt ist, gleich was sie gerade zeigen.</translation>
    </message>
    <message>
        <source>Wait until “{title}” is done, or cancel it.</source>
        <translation>Warten Sie, bis „{title}“ fertig ist, oder brechen Sie es ab.</translation>
    </message>
    <message>
        <source>Write the bone surface in LPS millimetres, with its settings and checks beside it.</source>
        <translation>Die Knochenoberfläche in LPS-Millimetern schreiben, daneben ihre Einstellungen und Prüfungen.</translation>
    </message>
    <message>
        <source>Write what is chosen above as DICOM, in the study of an input from DICOM.</source>
        <translation>Das oben Gewählte als DICOM schreiben, in die Studie eines Eingangsbildes aus DICOM.</translation>
    </message>
    <message>
        <source>Add a model</source>
        <translation>Ein Modell hinzufügen</translation>
    </message>
    <message>
        <source>Archive, or file of a network</source>
        <translation>Archiv oder Datei eines Netzes</translation>
    </message>
    <message>
        <source>Export the bone surface</source>
        <translation>Knochenoberfläche exportieren</translation>
    </message>
    <message>
        <source>Folder in which the DICOM series gets a folder of its own</source>
        <translation>Ordner, in dem die DICOM-Serie einen eigenen Ordner bekommt</translation>
    </message>
    <message>
        <source>Folder in which the report gets a folder of its own</source>
        <translation>Ordner, in dem der Bericht einen eigenen Ordner bekommt</translation>
    </message>
    <message>
        <source>Folder in which the study gets a folder of its own</source>
        <translation>Ordner, in dem die Studie einen eigenen Ordner bekommt</translation>
    </message>
    <message>
        <source>Folder with the images of many patients</source>
        <translation>Ordner mit den Bildern vieler Patienten</translation>
    </message>
    <message>
        <source>Model folder, or a folder that holds some</source>
        <translation>Ordner eines Modells, oder einer, der welche enthält</translation>
    </message>
    <message>
        <source>Save as DICOM</source>
        <translation>Als DICOM sichern</translation>
    </message>
    <message>
        <source>{folder} will be deleted with all its files. Go on?</source>
        <translation>{folder} wird mit allen Dateien gelöscht. Fortfahren?</translation>
    </message>
    <message>
        <source>{name} holds an image already. Replace it?</source>
        <translation>{name} enthält schon ein Bild. Soll es ersetzt werden?</translation>
    </message>
    <message>
        <source>{name} report</source>
        <translation>{name} Bericht</translation>
    </message>
    <message>
        <source>{name} study</source>
        <translation>{name} Studie</translation>
    </message>
    <message>
        <source>{path} is there already. Replace it?</source>
        <translation>{path} gibt es schon. Soll es ersetzt werden?</translation>
    </message>
    <message>
        <source>DICOM to {folder}</source>
        <translation>DICOM nach {folder}</translation>
    </message>
    <message>
        <source>Wrote {file}, in the patient and study of its series.</source>
        <translation>{file} wurde geschrieben, zu Patient und Studie seiner Serie.</translation>
    </message>
    <message>
        <source>Wrote {folder}, in the patient and study of the input.</source>
        <translation>{folder} wurde geschrieben, zu Patient und Studie des Eingangsbildes.</translation>
    </message>
    <message>
        <source>Wrote {folder}: a new study, because the input was not loaded from DICOM.</source>
        <translation>{folder} wurde geschrieben: eine neue Studie, weil das Eingangsbild nicht aus DICOM geladen wurde.</translation>
    </message>
    <message>
        <source>Nothing can be written to the folder of temporary files ({folder}: {reason}). Choose another in Edit &gt; Application Settings &gt; Modules.</source>
        <translation>In den Ordner für temporäre Dateien lässt sich nichts schreiben ({folder}: {reason}). Wählen Sie unter Edit &gt; Application Settings &gt; Modules einen anderen.</translation>
    </message>
    <message>
        <source>The disk of the folder of temporary files ({folder}) has {free} MB left and this needs about {needed} MB. Free some, or choose another folder in Edit &gt; Application Settings &gt; Modules.</source>
        <translation>Auf dem Datenträger des Ordners für temporäre Dateien ({folder}) sind {free} MB frei, gebraucht werden etwa {needed} MB. Schaffen Sie Platz, oder wählen Sie unter Edit &gt; Application Settings &gt; Modules einen anderen Ordner.</translation>
    </message>
    <message>
        <source>The disk of the folder of temporary files ({folder}) is full. Free some room, or choose another folder in Edit &gt; Application Settings &gt; Modules.</source>
        <translation>Der Datenträger des Ordners für temporäre Dateien ({folder}) ist voll. Schaffen Sie Platz, oder wählen Sie unter Edit &gt; Application Settings &gt; Modules einen anderen Ordner.</translation>
    </message>
    <message>
        <source>Memory ran out: close other programs, raise the limit (ulimit -v, the container's), or crop or resample the images.</source>
        <translation>Der Arbeitsspeicher reicht nicht: schließen Sie andere Programme, erhöhen Sie die Grenze (ulimit -v, die des Containers), oder beschneiden oder vergröbern Sie die Bilder.</translation>
    </message>
    <message>
        <source>Unexpected error: {kind}: {words}.</source>
        <translation>Unerwarteter Fehler: {kind}: {words}.</translation>
    </message>
    <message>
        <source>Converting {model}</source>
        <translation>{model} wird umgewandelt</translation>
    </message>
    <message>
        <source>Looking at {source}</source>
        <translation>{source} wird angesehen</translation>
    </message>
    <message>
        <source>{model} was tried, and is on the list: {folder}</source>
        <translation>{model} wurde ausprobiert und steht auf der Liste: {folder}</translation>
    </message>
    <message>
        <source>{model}: read what is said of it.</source>
        <translation>{model}: lesen Sie, was dazu gesagt wird.</translation>
    </message>
    <message>
        <source>Nothing was done: {packages} would have to be installed first. Press the button again to be asked again.</source>
        <translation>Es wurde nichts getan: zuerst müsste {packages} installiert werden. Drücken Sie den Knopf noch einmal, um wieder gefragt zu werden.</translation>
    </message>
    <message>
        <source>PyTorch is not installed. Install the extension PyTorch with the Extensions Manager, restart Slicer, and try again.</source>
        <translation>PyTorch ist nicht installiert. Installieren Sie mit dem Extensions Manager die Erweiterung PyTorch, starten Sie Slicer neu, und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>The installation of {packages} failed; what pip said is in the Python console. Check the network, and press the button again to be asked again.</source>
        <translation>Die Installation von {packages} ist fehlgeschlagen; was pip dazu sagt, steht in der Python-Konsole. Prüfen Sie das Netzwerk, und drücken Sie den Knopf noch einmal, um wieder gefragt zu werden.</translation>
    </message>
    <message>
        <source>These Python packages will be installed: {packages}.</source>
        <translation>Diese Python-Pakete werden installiert: {packages}.</translation>
    </message>
    <message>
        <source>Models of {folder} are on the list now.</source>
        <translation>Die Modelle aus {folder} stehen jetzt auf der Liste.</translation>
    </message>
    <message>
        <source>The weights of {id} {version} are as its card says (SHA-256 {start}…).</source>
        <translation>Die Gewichte von {id} {version} sind die, die seine Karte nennt (SHA-256 {start}…).</translation>
    </message>
    <message>
        <source>{folder} is off the list. Its files are where they were.</source>
        <translation>{folder} steht nicht mehr auf der Liste. Die Dateien liegen, wo sie waren.</translation>
    </message>
    <message>
        <source>{folder} was deleted.</source>
        <translation>{folder} wurde gelöscht.</translation>
    </message>
    <message>
        <source>{id} {version}: {megabytes:.1f} MB in {folder}</source>
        <translation>{id} {version}: {megabytes:.1f} MB in {folder}</translation>
    </message>
    <message>
        <source>CT</source>
        <translation>CT</translation>
    </message>
    <message>
        <source>MR</source>
        <translation>MR</translation>
    </message>
    <message>
        <source>There is no scene to work on: open the module again.</source>
        <translation>Es gibt keine Szene, in der sich arbeiten ließe: öffnen Sie das Modul noch einmal.</translation>
    </message>
    <message>
        <source>Stopped, because the scene was closed.</source>
        <translation>Angehalten, weil die Szene geschlossen wurde.</translation>
    </message>
    <message>
        <source>Stopped, because the module was closed.</source>
        <translation>Angehalten, weil das Modul geschlossen wurde.</translation>
    </message>
    <message>
        <source>{count} scores of {readers} reader(s): sCT minus CT {bias:+.2f} (95 % within {low:+.2f} to {high:+.2f}). They are in the report.</source>
        <translation>{count} Bewertungen von {readers} Befunder(n): sCT minus CT {bias:+.2f} (95 % von {low:+.2f} bis {high:+.2f}). Sie stehen im Bericht.</translation>
    </message>
    <message>
        <source>{count} scores. The report takes them when every reader has scored every landmark in both images.</source>
        <translation>{count} Bewertungen. Der Bericht nimmt sie auf, wenn jeder Befunder jede Landmarke in beiden Bildern bewertet hat.</translation>
    </message>
    <message>
        <source>1 score. The report takes it when every reader has scored every landmark in both images.</source>
        <translation>1 Bewertung. Der Bericht nimmt sie auf, wenn jeder Befunder jede Landmarke in beiden Bildern bewertet hat.</translation>
    </message>
    <message>
        <source>Saved to {folder}.</source>
        <translation>Gesichert in {folder}.</translation>
    </message>
    <message>
        <source>{folder} is there already: choose another folder, or let it be replaced.</source>
        <translation>{folder} gibt es schon: wählen Sie einen anderen Ordner, oder lassen Sie ihn ersetzen.</translation>
    </message>
    <message>
        <source>Installing packages</source>
        <translation>Pakete werden installiert</translation>
    </message>
    <message>
        <source>Drawing the phantom: {percent} %</source>
        <translation>Das Phantom wird gezeichnet: {percent} %</translation>
    </message>
    <message>
        <source>{name} TotalSegmentator</source>
        <translation>{name} TotalSegmentator</translation>
    </message>
    <message>
        <source>{name} bones</source>
        <translation>{name} einzelne Knochen</translation>
    </message>
    <message>
        <source>{name} tissues</source>
        <translation>{name} Gewebe</translation>
    </message>
    <message>
        <source>{name} bone</source>
        <translation>{name} Knochen</translation>
    </message>
    <message>
        <source>{name}: {count} segments ({method}).</source>
        <translation>{name}: {count} Segmente ({method}).</translation>
    </message>
    <message>
        <source>{name}: 1 segment ({method}).</source>
        <translation>{name}: 1 Segment ({method}).</translation>
    </message>
    <message>
        <source>{name} is shown in 3D, its large surfaces coarser than its voxels, so that views turn smoothly. Bone surface and exports are made of all voxels.</source>
        <translation>{name} ist in 3D zu sehen, große Oberflächen gröber als die Voxel, damit sich die Ansichten flüssig drehen. Knochenoberfläche und Exporte entstehen aus allen Voxeln.</translation>
    </message>
    <message>
        <source>Export to {file}</source>
        <translation>Export nach {file}</translation>
    </message>
    <message>
        <source>Wrote {file} (LPS, millimetres) and {beside}.</source>
        <translation>{file} (LPS, Millimeter) und {beside} wurden geschrieben.</translation>
    </message>
    <message>
        <source>Looking for devices</source>
        <translation>Geräte werden gesucht</translation>
    </message>
    <message>
        <source>PyTorch sees: {devices}.</source>
        <translation>PyTorch sieht: {devices}.</translation>
    </message>
    <message>
        <source>Synthetic {modality} of {name}</source>
        <translation>Synthetisches {modality} von {name}</translation>
    </message>
    <message>
        <source>TotalSegmentator could not be set up: {reason}</source>
        <translation>TotalSegmentator ließ sich nicht einrichten: {reason}</translation>
    </message>
    <message>
        <source>TotalSegmentator was not set up.</source>
        <translation>TotalSegmentator wurde nicht eingerichtet.</translation>
    </message>
    <message>
        <source>There are no slice views in this scene.</source>
        <translation>In dieser Szene gibt es keine Schichtansichten.</translation>
    </message>
    <message>
        <source>{verdict} {triangles} triangles, {volume:.1f} cm³, {shells} shell(s).</source>
        <translation>{verdict} {triangles} Dreiecke, {volume:.1f} cm³, {shells} Hülle(n).</translation>
    </message>
    <message>
        <source>A CT of the same patient and region.</source>
        <translation>Ein CT desselben Patienten und desselben Bereichs.</translation>
    </message>
    <message>
        <source>A DICOM node that what is written is also sent to, unencrypted. Nothing is sent while this is empty, and it is saved nowhere.</source>
        <translation>Ein DICOM-Knoten, an den das Geschriebene auch gesendet wird, unverschlüsselt. Solange hier nichts steht, wird nichts gesendet; gespeichert wird die Angabe nirgends.</translation>
    </message>
    <message>
        <source>A segmentation of the CT: each segment is measured on its own.</source>
        <translation>Eine Segmentierung des CTs: jedes Segment wird für sich gemessen.</translation>
    </message>
    <message>
        <source>A synthetic CT is an estimate. No diagnosis, treatment or dose may be based on it.</source>
        <translation>Ein synthetisches CT ist eine Schätzung. Weder Diagnose noch Behandlung noch Dosis dürfen sich darauf stützen.</translation>
    </message>
    <message>
        <source>Also measure with other thresholds and smoothing, and the floor of the chosen ones. Takes several times longer.</source>
        <translation>Auch mit anderen Schwellen und Glättungen messen, und was die gewählten bestenfalls hergeben. Dauert mehrmals so lange.</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>Anteil</translation>
    </message>
    <message>
        <source>Ask PyTorch which devices there are.</source>
        <translation>PyTorch fragen, welche Geräte es gibt.</translation>
    </message>
    <message>
        <source>Body region</source>
        <translation>Körperregion</translation>
    </message>
    <message>
        <source>Bone begins here, HU. The same for synthetic CT and CT.</source>
        <translation>Hier beginnt Knochen, in HU. Gilt für synthetisches CT und CT.</translation>
    </message>
    <message>
        <source>Brings the CT onto the synthetic CT: the registration starts from it, or takes it as it lies.</source>
        <translation>Bringt das CT auf das synthetische CT: die Registrierung geht davon aus oder nimmt sie, wie sie ist.</translation>
    </message>
    <message>
        <source>By HU.</source>
        <translation>Nach HU.</translation>
    </message>
    <message>
        <source>By TotalSegmentator.</source>
        <translation>Mit TotalSegmentator.</translation>
    </message>
    <message>
        <source>By shape.</source>
        <translation>Nach Form.</translation>
    </message>
    <message>
        <source>Check the weights.</source>
        <translation>Die Gewichte prüfen.</translation>
    </message>
    <message>
        <source>Choices that the module makes by itself unless you do.</source>
        <translation>Was das Modul selbst wählt, wenn Sie es nicht tun.</translation>
    </message>
    <message>
        <source>Choose a file.</source>
        <translation>Eine Datei wählen.</translation>
    </message>
    <message>
        <source>Choose a folder.</source>
        <translation>Einen Ordner wählen.</translation>
    </message>
    <message>
        <source>Coloured by distance.</source>
        <translation>Nach Abstand gefärbt.</translation>
    </message>
    <message>
        <source>DICOM node to send to</source>
        <translation>DICOM-Knoten, an den gesendet wird</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>Direction of the line</source>
        <translation>Richtung der Linie</translation>
    </message>
    <message>
        <source>Edit the segments.</source>
        <translation>Die Segmente bearbeiten.</translation>
    </message>
    <message>
        <source>Even out the coil's shading with N4 first. For images that the scanner has not corrected.</source>
        <translation>Zuerst mit N4 die Abschattung der Spule ausgleichen. Für Bilder, die das Gerät nicht korrigiert hat.</translation>
    </message>
    <message>
        <source>Fill holes and drop islands before it is written.</source>
        <translation>Vor dem Schreiben Löcher füllen und Inseln entfernen.</translation>
    </message>
    <message>
        <source>Format of the surface</source>
        <translation>Format der Oberfläche</translation>
    </message>
    <message>
        <source>How accurate the bone is expected to be, without any CT. A click on a place shows it in the views.</source>
        <translation>Wie genau der Knochen voraussichtlich ist, ganz ohne CT. Ein Klick auf einen Ort zeigt ihn in den Ansichten.</translation>
    </message>
    <message>
        <source>How far the surface may be off.</source>
        <translation>Wie weit die Oberfläche abweichen darf.</translation>
    </message>
    <message>
        <source>How far the work is.</source>
        <translation>Wie weit die Arbeit ist.</translation>
    </message>
    <message>
        <source>How the CT comes onto the synthetic CT's place. Look at the preview before believing distances.</source>
        <translation>Wie das CT an den Ort des synthetischen CTs kommt. Sehen Sie die Vorschau an, ehe Sie Abständen glauben.</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>Iterations of a filter that smooths the surface; 0 for none.</source>
        <translation>Durchgänge eines Filters, der die Oberfläche glättet; 0 für keinen.</translation>
    </message>
    <message>
        <source>Keep it.</source>
        <translation>Behalten.</translation>
    </message>
    <message>
        <source>Kind of image</source>
        <translation>Art des Bildes</translation>
    </message>
    <message>
        <source>Look at it, ask, convert it.</source>
        <translation>Ansehen, fragen, umwandeln.</translation>
    </message>
    <message>
        <source>Make the synthetic CT.</source>
        <translation>Das synthetische CT erzeugen.</translation>
    </message>
    <message>
        <source>Make the synthetic image although the module takes the input for something that the model was not made for. Its record says so.</source>
        <translation>Das synthetische Bild erzeugen, obwohl das Modul das Eingangsbild für etwas hält, wofür das Modell nicht gemacht ist. Das Protokoll sagt es.</translation>
    </message>
    <message>
        <source>Measure.</source>
        <translation>Messen.</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Move the surfaces onto one another first: measures shape alone, not place.</source>
        <translation>Die Oberflächen zuerst aufeinander schieben: gemessen wird dann nur die Form, nicht der Ort.</translation>
    </message>
    <message>
        <source>Offer only models that were trained on this region.</source>
        <translation>Nur Modelle anbieten, die an dieser Region gelernt haben.</translation>
    </message>
    <message>
        <source>Opacity of the segments</source>
        <translation>Deckkraft der Segmente</translation>
    </message>
    <message>
        <source>Open the folder.</source>
        <translation>Den Ordner öffnen.</translation>
    </message>
    <message>
        <source>Open the module Transforms.</source>
        <translation>Das Modul Transforms öffnen.</translation>
    </message>
    <message>
        <source>Output volume</source>
        <translation>Ergebnisbild</translation>
    </message>
    <message>
        <source>Planning CT</source>
        <translation>Planungs-CT</translation>
    </message>
    <message>
        <source>Points of the same numbers or names on the CT.</source>
        <translation>Punkte mit denselben Nummern oder Namen im CT.</translation>
    </message>
    <message>
        <source>Points on the CT</source>
        <translation>Punkte im CT</translation>
    </message>
    <message>
        <source>Points on the synthetic CT</source>
        <translation>Punkte im synthetischen CT</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Real CT</source>
        <translation>Echtes CT</translation>
    </message>
    <message>
        <source>Registration</source>
        <translation>Registrierung</translation>
    </message>
    <message>
        <source>STL, OBJ and PLY hold the surface; 3MF also its unit and name.</source>
        <translation>STL, OBJ und PLY enthalten die Oberfläche; 3MF auch Einheit und Namen.</translation>
    </message>
    <message>
        <source>Segmentation</source>
        <translation>Segmentierung</translation>
    </message>
    <message>
        <source>Show the segments in 3D.</source>
        <translation>Die Segmente in 3D zeigen.</translation>
    </message>
    <message>
        <source>Show where the CT would be.</source>
        <translation>Zeigen, wo das CT läge.</translation>
    </message>
    <message>
        <source>Single bones</source>
        <translation>Einzelne Knochen</translation>
    </message>
    <message>
        <source>Smoothing</source>
        <translation>Glättung</translation>
    </message>
    <message>
        <source>Take back what the last button made.</source>
        <translation>Zurücknehmen, was der letzte Knopf erzeugt hat.</translation>
    </message>
    <message>
        <source>Take it off the list.</source>
        <translation>Von der Liste nehmen.</translation>
    </message>
    <message>
        <source>Take the mean over the mirror images of each tile that the model learnt, up to eight: as many times the work.</source>
        <translation>Über die Spiegelbilder jeder Kachel mitteln, die das Modell gelernt hat, bis zu acht: ebenso viel Mal die Arbeit.</translation>
    </message>
    <message>
        <source>The MR (or what else a model takes) to make a synthetic CT of.</source>
        <translation>Das MR (oder was ein Modell sonst nimmt), aus dem ein synthetisches CT werden soll.</translation>
    </message>
    <message>
        <source>The bone in 3D.</source>
        <translation>Der Knochen in 3D.</translation>
    </message>
    <message>
        <source>The figures that matter most. All of them are in the table and in the report.</source>
        <translation>Die wichtigsten Zahlen. Alle stehen in der Tabelle und im Bericht.</translation>
    </message>
    <message>
        <source>The metrics.</source>
        <translation>Die Maße.</translation>
    </message>
    <message>
        <source>The model to use. Those that take this kind of image are offered.</source>
        <translation>Das Modell. Angeboten werden die, die diese Art Bild nehmen.</translation>
    </message>
    <message>
        <source>The model's card</source>
        <translation>Die Karte des Modells</translation>
    </message>
    <message>
        <source>The model's card.</source>
        <translation>Die Karte des Modells.</translation>
    </message>
    <message>
        <source>The patient's planning CT.</source>
        <translation>Das Planungs-CT des Patienten.</translation>
    </message>
    <message>
        <source>The segmentation that the controls below are about.</source>
        <translation>Die Segmentierung, um die es darunter geht.</translation>
    </message>
    <message>
        <source>The synthetic CT that everything below is about. The last one that was made is chosen by itself.</source>
        <translation>Das synthetische CT, um das es unten überall geht. Das zuletzt erzeugte wird von selbst gewählt.</translation>
    </message>
    <message>
        <source>The whole comparison on one page.</source>
        <translation>Der ganze Vergleich auf einer Seite.</translation>
    </message>
    <message>
        <source>The worker's last lines.</source>
        <translation>Die letzten Zeilen des Arbeitsprozesses.</translation>
    </message>
    <message>
        <source>Three or more points on the synthetic CT or its input: the registration starts from them.</source>
        <translation>Drei oder mehr Punkte im synthetischen CT oder seinem Eingangsbild: die Registrierung geht von ihnen aus.</translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation>Schwelle</translation>
    </message>
    <message>
        <source>Threshold and tolerance, single bones, and where the registration starts.</source>
        <translation>Schwelle und Toleranz, einzelne Knochen, und wovon die Registrierung ausgeht.</translation>
    </message>
    <message>
        <source>Tolerance</source>
        <translation>Toleranz</translation>
    </message>
    <message>
        <source>Transform to start from</source>
        <translation>Transformation, von der ausgegangen wird</translation>
    </message>
    <message>
        <source>Turn the views to what is chosen here.</source>
        <translation>Die Ansichten auf das stellen, was hier gewählt ist.</translation>
    </message>
    <message>
        <source>Values along a line.</source>
        <translation>Werte entlang einer Linie.</translation>
    </message>
    <message>
        <source>View</source>
        <translation>Ansicht</translation>
    </message>
    <message>
        <source>What happened last.</source>
        <translation>Was zuletzt geschah.</translation>
    </message>
    <message>
        <source>What is saved as DICOM</source>
        <translation>Was als DICOM gesichert wird</translation>
    </message>
    <message>
        <source>What is saved as DICOM. All but an image belongs to a series: that of the input, or that of the synthetic image once it is saved.</source>
        <translation>Was als DICOM gesichert wird. Alles außer einem Bild gehört zu einer Serie: der des Eingangsbildes, oder der des synthetischen Bildes, sobald es gesichert ist.</translation>
    </message>
    <message>
        <source>What the image is, where its header does not say it or is wrong: many headers call a cone-beam CT a CT.</source>
        <translation>Was das Bild ist, falls sein Dateikopf es nicht oder falsch sagt: viele nennen ein Kegelstrahl-CT ein CT.</translation>
    </message>
    <message>
        <source>What the model was trained on, its licence, its limits and its scores.</source>
        <translation>Woran das Modell gelernt hat, seine Lizenz, seine Grenzen und seine Ergebnisse.</translation>
    </message>
    <message>
        <source>What the module takes the image for, and what speaks against using the model on it.</source>
        <translation>Wofür das Modul das Bild hält, und was dagegen spricht, das Modell darauf anzuwenden.</translation>
    </message>
    <message>
        <source>What the views show now, or why what was chosen cannot be shown.</source>
        <translation>Was die Ansichten jetzt zeigen, oder warum sich das Gewählte nicht zeigen lässt.</translation>
    </message>
    <message>
        <source>What the worker says.</source>
        <translation>Was der Arbeitsprozess sagt.</translation>
    </message>
    <message>
        <source>Where the chosen model lies.</source>
        <translation>Wo das gewählte Modell liegt.</translation>
    </message>
    <message>
        <source>Where the network runs. This choice belongs to the computer and is not saved with the scene.</source>
        <translation>Worauf das Netz läuft. Diese Wahl gehört zum Rechner und wird nicht mit der Szene gesichert.</translation>
    </message>
    <message>
        <source>Where the synthetic CT goes. A chosen volume is overwritten.</source>
        <translation>Wohin das synthetische CT kommt. Ein gewähltes Bild wird überschrieben.</translation>
    </message>
    <message>
        <source>Whether enough of the bone surface is within the tolerance, or why nobody can tell.</source>
        <translation>Ob genug der Knochenoberfläche innerhalb der Toleranz liegt, oder warum es niemand sagen kann.</translation>
    </message>
    <message>
        <source>Write DICOM.</source>
        <translation>DICOM schreiben.</translation>
    </message>
    <message>
        <source>Write the surface.</source>
        <translation>Die Oberfläche schreiben.</translation>
    </message>
    <message>
        <source>bringing back onto the input's grid</source>
        <translation>Zurück auf das Gitter des Bildes</translation>
    </message>
    <message>
        <source>bringing into the model's frame</source>
        <translation>In den Rahmen des Modells bringen</translation>
    </message>
    <message>
        <source>checking</source>
        <translation>Prüfen</translation>
    </message>
    <message>
        <source>comparing segmentations</source>
        <translation>Segmentierungen vergleichen</translation>
    </message>
    <message>
        <source>comparing structure</source>
        <translation>Struktur vergleichen</translation>
    </message>
    <message>
        <source>converting</source>
        <translation>Umwandeln</translation>
    </message>
    <message>
        <source>correcting the bias field</source>
        <translation>Abschattung ausgleichen</translation>
    </message>
    <message>
        <source>deformable registration</source>
        <translation>Verformbare Registrierung</translation>
    </message>
    <message>
        <source>distance</source>
        <translation>Abstand</translation>
    </message>
    <message>
        <source>done</source>
        <translation>fertig</translation>
    </message>
    <message>
        <source>drawing</source>
        <translation>Zeichnen</translation>
    </message>
    <message>
        <source>drawing outlines</source>
        <translation>Umrisse zeichnen</translation>
    </message>
    <message>
        <source>fetching</source>
        <translation>Holen</translation>
    </message>
    <message>
        <source>finding bone</source>
        <translation>Knochen suchen</translation>
    </message>
    <message>
        <source>finding lung and air</source>
        <translation>Lunge und Luft suchen</translation>
    </message>
    <message>
        <source>finding the body</source>
        <translation>Körper suchen</translation>
    </message>
    <message>
        <source>finding the cases</source>
        <translation>Fälle suchen</translation>
    </message>
    <message>
        <source>finding the region</source>
        <translation>Bereich suchen</translation>
    </message>
    <message>
        <source>finding the skull</source>
        <translation>Schädel suchen</translation>
    </message>
    <message>
        <source>installed</source>
        <translation>installiert</translation>
    </message>
    <message>
        <source>installing TotalSegmentator</source>
        <translation>TotalSegmentator installieren</translation>
    </message>
    <message>
        <source>labelled</source>
        <translation>gekennzeichnet</translation>
    </message>
    <message>
        <source>labelling</source>
        <translation>Kennzeichnen</translation>
    </message>
    <message>
        <source>loading the model</source>
        <translation>Modell laden</translation>
    </message>
    <message>
        <source>looking at the image</source>
        <translation>Bild ansehen</translation>
    </message>
    <message>
        <source>looking at the model</source>
        <translation>Modell ansehen</translation>
    </message>
    <message>
        <source>looking which way round</source>
        <translation>Lage suchen</translation>
    </message>
    <message>
        <source>making an environment</source>
        <translation>Umgebung anlegen</translation>
    </message>
    <message>
        <source>making the CT</source>
        <translation>CT erzeugen</translation>
    </message>
    <message>
        <source>measured</source>
        <translation>gemessen</translation>
    </message>
    <message>
        <source>measuring</source>
        <translation>Messen</translation>
    </message>
    <message>
        <source>measuring the certainty</source>
        <translation>Sicherheit messen</translation>
    </message>
    <message>
        <source>measuring the skull</source>
        <translation>Schädel messen</translation>
    </message>
    <message>
        <source>parting bones</source>
        <translation>Knochen trennen</translation>
    </message>
    <message>
        <source>print checks</source>
        <translation>Prüfen für den Druck</translation>
    </message>
    <message>
        <source>refining</source>
        <translation>Verfeinern</translation>
    </message>
    <message>
        <source>registered</source>
        <translation>registriert</translation>
    </message>
    <message>
        <source>rigid registration</source>
        <translation>Starre Registrierung</translation>
    </message>
    <message>
        <source>segmented</source>
        <translation>segmentiert</translation>
    </message>
    <message>
        <source>sending</source>
        <translation>Senden</translation>
    </message>
    <message>
        <source>sensitivity</source>
        <translation>Andere Einstellungen</translation>
    </message>
    <message>
        <source>surface</source>
        <translation>Oberfläche</translation>
    </message>
    <message>
        <source>trying the model</source>
        <translation>Modell ausprobieren</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>Warten</translation>
    </message>
    <message>
        <source>writing DICOM</source>
        <translation>DICOM schreiben</translation>
    </message>
    <message>
        <source>writing tables and page</source>
        <translation>Tabellen und Seite schreiben</translation>
    </message>
    <message>
        <source>checking the pairs</source>
        <translation>Paare prüfen</translation>
    </message>
    <message>
        <source>drawing the head</source>
        <translation>Kopf zeichnen</translation>
    </message>
    <message>
        <source>drawing the phantom</source>
        <translation>Phantom zeichnen</translation>
    </message>
    <message>
        <source>prepared</source>
        <translation>vorbereitet</translation>
    </message>
    <message>
        <source>preparing</source>
        <translation>Vorbereiten</translation>
    </message>
    <message>
        <source>projecting</source>
        <translation>Projizieren</translation>
    </message>
    <message>
        <source>reconstructing</source>
        <translation>Rekonstruieren</translation>
    </message>
    <message>
        <source>scanning the head</source>
        <translation>Kopf aufnehmen</translation>
    </message>
    <message>
        <source>scoring</source>
        <translation>Bewerten</translation>
    </message>
    <message>
        <source>synthesized</source>
        <translation>erzeugt</translation>
    </message>
    <message>
        <source>asking the archive</source>
        <translation>Archiv fragen</translation>
    </message>
    <message>
        <source>summing along rays</source>
        <translation>Entlang der Strahlen summieren</translation>
    </message>
    <message>
        <source>writing the model</source>
        <translation>Modell schreiben</translation>
    </message>
    <message>
        <source>making the anatomy</source>
        <translation>Anatomie erzeugen</translation>
    </message>
    <message>
        <source>Synthesize makes a synthetic {kind} of it, no CT.</source>
        <translation>«Synthetisieren» erzeugt daraus ein synthetisches {kind}, kein CT.</translation>
    </message>
    <message>
        <source>A planning CT (--prior) corrects it</source>
        <translation>Ein Planungs-CT (--prior) korrigiert es</translation>
    </message>
    <message>
        <source>A shift of 5 mm costs at most {share} of the likeness in every direction: the images hardly determine the position.</source>
        <translation>Eine Verschiebung um 5 mm kostet in jeder Richtung höchstens {share} der Ähnlichkeit: die Bilder legen die Lage kaum fest.</translation>
    </message>
    <message>
        <source>Equally good starts ended {apart} mm apart: the result is one of several that fit; give landmarks.</source>
        <translation>Gleich gute Anfänge endeten {apart} mm auseinander: das Ergebnis ist eines von mehreren, die passen; geben Sie Landmarken an.</translation>
    </message>
    <message>
        <source>{share} of the {image}'s bone surface faces what is marrow in the {other}: a gap in its bone is too wide to be closed there, or bone is missing.</source>
        <translation>{share} der Knochenoberfläche ({image}) liegen vor dem, was im anderen Bild ({other}) Mark ist: eine Lücke im Knochen ist dort zu weit, um geschlossen zu werden, oder Knochen fehlt.</translation>
    </message>
    <message>
        <source>{list} has no points: put one or more into each bone.</source>
        <translation>{list} hat keine Punkte: Setzen Sie einen oder mehrere in jeden Knochen.</translation>
    </message>
    <message>
        <source>Gaps wider than {gap} mm in the {image}'s bone were not closed: {volume} cm³ of marrow lie open, and their walls count.</source>
        <translation>Lücken über {gap} mm im Knochen ({image}) wurden nicht geschlossen: {volume} cm³ Mark liegen offen, und deren Wände zählen mit.</translation>
    </message>
    <message>
        <source>No bone of {size} ml or more above {threshold} HU was found.</source>
        <translation>Kein Knochen von {size} ml oder mehr über {threshold} HU wurde gefunden.</translation>
    </message>
    <message>
        <source>No bone of {size} mm³ or more is above {threshold} HU (highest value: {highest}): in a synthetic CT the model has missed the bone; of a CT lower the threshold, or check that it is in HU.</source>
        <translation>Kein Knochen von {size} mm³ oder mehr liegt über {threshold} HU (höchster Wert: {highest}): in einem synthetischen CT hat das Modell den Knochen verfehlt; bei einem CT senken Sie die Schwelle, oder prüfen Sie, ob es in HU ist.</translation>
    </message>
    <message>
        <source>No bone surface away from cut faces could be compared.</source>
        <translation>Keine Knochenoberfläche abseits von Schnittflächen ließ sich vergleichen.</translation>
    </message>
    <message>
        <source>Not {within} on the {image}'s bone surface: the sCT's bone is {less} at {small} of it, {more} at {large}.</source>
        <translation>Nicht {within} auf der Knochenoberfläche des {image}: der Knochen des sCT ist auf {small} davon {less}, auf {large} {more}.</translation>
    </message>
    <message>
        <source>Nothing was registered, and moved by {shift} mm and {turn}° the bone would be within the tolerance for {share}: register the CT, or say how it lies.</source>
        <translation>Nichts wurde registriert, und um {shift} mm und {turn}° bewegt läge der Knochen zu {share} innerhalb der Toleranz: registrieren Sie das CT, oder geben Sie an, wie es liegt.</translation>
    </message>
    <message>
        <source>Only {area} cm² of a bone surface ({share} of it) lies away from cut faces of the field of view: too little to answer.</source>
        <translation>Nur {area} cm² einer Knochenoberfläche ({share} davon) liegen abseits der Schnittflächen des Bildfelds: zu wenig für eine Antwort.</translation>
    </message>
    <message>
        <source>Only {share} of the fixed image lies in the moving image's field of view.</source>
        <translation>Nur {share} des festen Bildes liegen im Bildfeld des bewegten.</translation>
    </message>
    <message>
        <source>See whether the planning CT lies in its place (--prior-registration deformable)</source>
        <translation>Sehen Sie nach, ob das Planungs-CT an seinem Platz liegt (--prior-registration deformable)</translation>
    </message>
    <message>
        <source>The CT was moved by the given transform and resampled once.</source>
        <translation>Das CT wurde mit der angegebenen Transformation bewegt und einmal neu abgetastet.</translation>
    </message>
    <message>
        <source>The CT was registered to the {target} ({steps}, by mutual information {compared}) and resampled once.</source>
        <translation>Das CT wurde registriert auf: {target} ({steps}, nach gemeinsamer Information {compared}), und einmal neu abgetastet.</translation>
    </message>
    <message>
        <source>The CT was resampled onto the sCT's grid by the places that the files hold.</source>
        <translation>Das CT wurde nach den Orten, die in den Dateien stehen, auf das Gitter des sCT abgetastet.</translation>
    </message>
    <message>
        <source>The CT was taken as it is, on the sCT's grid. Nothing was registered, so whatever the two are apart counts as error of the sCT.</source>
        <translation>Das CT wurde genommen, wie es auf dem Gitter des sCT liegt. Nichts wurde registriert, jeder Abstand der beiden zählt also als Fehler des sCT.</translation>
    </message>
    <message>
        <source>The bodies overlap with a Dice of only {dice}: posture or field of view differ, or the registration failed.</source>
        <translation>Die Körper überdecken sich nur mit einem Dice von {dice}: Haltung oder Bildfeld sind verschieden, oder die Registrierung ist misslungen.</translation>
    </message>
    <message>
        <source>The bones of the two images meet nowhere: less than {share} of either surface is {within} of the other, as where the registration failed or the CT is another patient's.</source>
        <translation>Die Knochen der beiden Bilder treffen sich nirgends: weniger als {share} jeder Oberfläche liegen {within} der anderen, wie nach einer misslungenen Registrierung oder mit dem CT eines anderen Patienten.</translation>
    </message>
    <message>
        <source>The deformation is strong (local volume ratio {low} to {high}): it may follow noise; look at it, or use a wider grid.</source>
        <translation>Die Verformung ist stark (örtliches Volumenverhältnis {low} bis {high}): sie folgt vielleicht dem Rauschen; sehen Sie sie an, oder nehmen Sie ein weiteres Gitter.</translation>
    </message>
    <message>
        <source>The images are most alike near where they were given, and a wide search led away from there: the position was looked for near it alone.</source>
        <translation>Die Bilder sind sich nahe der gegebenen Lage am ähnlichsten, und eine weite Suche führte von dort weg: die Lage wurde nur in ihrer Nähe gesucht.</translation>
    </message>
    <message>
        <source>Nowhere were the images found to be more alike than where they were given: the moving image was left there.</source>
        <translation>Nirgends fanden sich die Bilder ähnlicher als in der gegebenen Lage: das bewegte Bild blieb dort.</translation>
    </message>
    <message>
        <source>The images are less alike after registration (NMI {before} before, {after} after): do not use it before looking at the contours.</source>
        <translation>Die Bilder sind sich nach der Registrierung weniger ähnlich (NMI {before} vorher, {after} nachher): verwenden Sie sie nicht, ehe Sie die Konturen angesehen haben.</translation>
    </message>
    <message>
        <source>The {pairs} landmark pairs stay {rms} mm (RMS) apart, '{name}' most, {far} mm.</source>
        <translation>Die {pairs} Paare von Landmarken bleiben {rms} mm (RMS) auseinander, am weitesten „{name}“, {far} mm.</translation>
    </message>
    <message>
        <source>{fit} Between them the position is expected to be right to {error} mm.</source>
        <translation>{fit} Zwischen ihnen ist zu erwarten, dass die Lage auf {error} mm stimmt.</translation>
    </message>
    <message>
        <source>{found} Check that they correspond.</source>
        <translation>{found} Prüfen Sie, ob sie einander entsprechen.</translation>
    </message>
    <message>
        <source>The CT was placed by landmarks and resampled once. {fit}</source>
        <translation>Das CT wurde nach Landmarken gelegt und einmal neu abgetastet. {fit}</translation>
    </message>
    <message>
        <source>The method auto and the method shading take shading and rim off first</source>
        <translation>Das Verfahren auto und das Verfahren shading nehmen Abschattung und Rand zuerst weg</translation>
    </message>
    <message>
        <source>The method prior needs a planning CT: give one (--prior).</source>
        <translation>Das Verfahren prior braucht ein Planungs-CT: geben Sie eines an (--prior).</translation>
    </message>
    <message>
        <source>The given transform mirrors the moving image: what is left in it is right in the other; do not use it unless that is meant.</source>
        <translation>Die gegebene Transformation spiegelt das bewegte Bild: was in ihm links ist, ist im anderen rechts; verwenden Sie es nicht, wenn das nicht so gemeint ist.</translation>
    </message>
    <message>
        <source>The moving image fits much better as its mirror image: one of the two is mirrored, left and right are exchanged, or they are of two sides or patients; do not use it.</source>
        <translation>Das bewegte Bild passt gespiegelt viel besser: eines der beiden ist gespiegelt, links und rechts sind vertauscht, oder es sind zwei Seiten oder Patienten; verwenden Sie es nicht.</translation>
    </message>
    <message>
        <source>The moving image fits only turned by {turned}, and was turned: one of the files has a wrong orientation, or the patient lay otherwise; check which side is left.</source>
        <translation>Das bewegte Bild passt nur gedreht ({turned}), und wurde gedreht: eine der Dateien hat eine falsche Orientierung, oder der Patient lag anders; prüfen Sie, welche Seite links ist.</translation>
    </message>
    <message>
        <source>The planning CT does not look like the patient of the scan: their correlation is {likeness}, of one patient at least {least}</source>
        <translation>Das Planungs-CT sieht nicht nach dem Patienten der Aufnahme aus: ihre Korrelation ist {likeness}, bei einem Patienten mindestens {least}</translation>
    </message>
    <message>
        <source>The planning CT shows less than half of what the scan saw</source>
        <translation>Das Planungs-CT zeigt weniger als die Hälfte von dem, was die Aufnahme sah</translation>
    </message>
    <message>
        <source>The position along one direction ({name}; LPS {along}) is not determined by the images: {much} either way fit as well. It was left where it was given, as far as that fits.</source>
        <translation>Die Lage entlang einer Richtung ({name}; LPS {along}) legen die Bilder nicht fest: {much} hin oder her passen ebenso gut. Sie blieb, wo sie angegeben war, soweit das passt.</translation>
    </message>
    <message>
        <source>The result is doubtful: {seen} ({way}). {advice}.</source>
        <translation>Das Ergebnis ist zweifelhaft: {seen} ({way}). {advice}.</translation>
    </message>
    <message>
        <source>The two images show no place in common: check that both are of one region.</source>
        <translation>Die beiden Bilder zeigen keinen gemeinsamen Ort: prüfen Sie, ob beide dieselbe Region zeigen.</translation>
    </message>
    <message>
        <source>The voxels are too coarse: only {share} of the CT's own surface is found {within} once more on a grid shifted by half a voxel.</source>
        <translation>Die Voxel sind zu grob: auf einem um ein halbes Voxel verschobenen Gitter findet sich die Oberfläche des CT selbst nur zu {share} {within} wieder.</translation>
    </message>
    <message>
        <source>The {image} has no {bones}.</source>
        <translation>Es fehlt im {image}: {bones}.</translation>
    </message>
    <message>
        <source>This CT looks like another patient's, or its registration failed: where it fits best, {near} of its cortex lies within {limit} mm of the MR's, {apart} mm away in the median, and a shift of 5 mm costs {cost} of the likeness (one patient's images reached 77% or more, 1.0 mm or less, and 25% or more).</source>
        <translation>Dieses CT sieht nach einem anderen Patienten aus, oder seine Registrierung ist misslungen: wo es am besten passt, liegen {near} seiner Kortikalis innerhalb von {limit} mm um die des MR, im Median {apart} mm entfernt, und eine Verschiebung um 5 mm kostet {cost} der Ähnlichkeit (Bilder eines Patienten erreichten 77% oder mehr, 1.0 mm oder weniger, und 25% oder mehr).</translation>
    </message>
    <message>
        <source>With gaps of up to {wider} mm in the bone closed, and the marrow behind them, {share} would be within the tolerance.</source>
        <translation>Wären Lücken bis {wider} mm im Knochen geschlossen, samt dem Mark dahinter, lägen {share} innerhalb der Toleranz.</translation>
    </message>
    <message>
        <source>Where the CT lies along one direction ({name}) is not determined by the images: by shifts of up to {reach} mm, which fit as well, {lowest} to {highest} would be within the tolerance.</source>
        <translation>Wo das CT entlang einer Richtung ({name}) liegt, legen die Bilder nicht fest: bei Verschiebungen bis {reach} mm, die ebenso gut passen, lägen {lowest} bis {highest} innerhalb der Toleranz.</translation>
    </message>
    <message>
        <source>method {name}</source>
        <translation>Verfahren {name}</translation>
    </message>
    <message>
        <source>method {name}, the best of those tried</source>
        <translation>Verfahren {name}, das beste der versuchten</translation>
    </message>
    <message>
        <source>more than {reach} mm</source>
        <translation>mehr als {reach} mm</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keines</translation>
    </message>
    <message>
        <source>soft tissue at {soft}, fat at {fat}, peaks {off} HU off on average, {misplaced} of the voxels where no tissue lies, likeness to the scan {likeness}</source>
        <translation>Weichgewebe bei {soft}, Fett bei {fat}, Gipfel im Mittel {off} HU daneben, {misplaced} der Voxel dort, wo kein Gewebe liegt, Ähnlichkeit mit der Aufnahme {likeness}</translation>
    </message>
    <message>
        <source>, at the border of the field of view</source>
        <translation>, am Rand des Bildfelds</translation>
    </message>
    <message>
        <source>too large</source>
        <translation>zu groß</translation>
    </message>
    <message>
        <source>too large, or no bone at all</source>
        <translation>zu groß, oder gar keiner,</translation>
    </message>
    <message>
        <source>too small</source>
        <translation>zu klein</translation>
    </message>
    <message>
        <source>too small or missing</source>
        <translation>zu klein oder fehlt</translation>
    </message>
    <message>
        <source>{beyond} The largest places: {where}.</source>
        <translation>{beyond} Die größten Stellen: {where}.</translation>
    </message>
    <message>
        <source>{first} and then {second}</source>
        <translation>{first} und dann {second}</translation>
    </message>
    <message>
        <source>{first}; and then {second}</source>
        <translation>{first}; dann {second}</translation>
    </message>
    <message>
        <source>{reach} mm</source>
        <translation>{reach} mm</translation>
    </message>
    <message>
        <source>{reason} What could be measured is {within} for {share}.</source>
        <translation>{reason} Was sich messen ließ, liegt zu {share} {within}.</translation>
    </message>
    <message>
        <source>{reason}.</source>
        <translation>{reason}.</translation>
    </message>
    <message>
        <source>{reason}. Give another, register it first (synthetic-ct register), or take it all the same (--force; force=True in Python).</source>
        <translation>{reason}. Geben Sie ein anderes an, registrieren Sie es zuerst (synthetic-ct register), oder nehmen Sie es trotzdem (--force; force=True in Python).</translation>
    </message>
    <message>
        <source>{area} cm² of the surface are cut faces: the field of view or a label ends there, and the bone goes on.</source>
        <translation>{area} cm² der Oberfläche sind Schnittflächen: dort endet das Bildfeld oder ein Label, und der Knochen geht weiter.</translation>
    </message>
    <message>
        <source>Repaired: there was nothing to mend.</source>
        <translation>Ausgebessert: es gab nichts auszubessern.</translation>
    </message>
    <message>
        <source>Repaired: {done}.</source>
        <translation>Ausgebessert: {done}.</translation>
    </message>
    <message>
        <source>{parts} taken out, islands or cavities, of {volume} cm³ and {area} cm² of surface</source>
        <translation>{parts} entfernt, Inseln oder Hohlräume, von {volume} cm³ und {area} cm² Oberfläche</translation>
    </message>
    <message>
        <source>1 part</source>
        <translation>1 Teil</translation>
    </message>
    <message>
        <source>{n} parts</source>
        <translation>{n} Teile</translation>
    </message>
    <message>
        <source>holes filled (triangles added: {triangles}; open edges: {before} before, {after} after)</source>
        <translation>Löcher gefüllt (neue Dreiecke: {triangles}; offene Kanten: {before} vorher, {after} danach)</translation>
    </message>
    <message>
        <source>{share} is a piece of bone {length} mm long that the {other} lacks{border}, at LPS {x}, {y}, {z}</source>
        <translation>{share} sind ein {length} mm langes Stück Knochen, das im {other} fehlt{border}, bei LPS {x}, {y}, {z}</translation>
    </message>
    <message>
        <source>{share} {way} by up to {most} mm, at LPS {x}, {y}, {z}</source>
        <translation>{share} {way} um bis zu {most} mm, bei LPS {x}, {y}, {z}</translation>
    </message>
    <message>
        <source>{why} {measured}</source>
        <translation>{why} {measured}</translation>
    </message>
    <message>
        <source>{option} (on the command line)</source>
        <translation>{option} (in der Kommandozeile)</translation>
    </message>
    <message>
        <source>rigid</source>
        <translation>starr</translation>
    </message>
    <message>
        <source>affine</source>
        <translation>affin</translation>
    </message>
    <message>
        <source>deformable</source>
        <translation>verformend</translation>
    </message>
    <message>
        <source>sCT</source>
        <translation>sCT</translation>
    </message>
    <message>
        <source>image that the sCT was made from</source>
        <translation>Bild, aus dem das sCT gemacht ist</translation>
    </message>
    <message>
        <source>round bone</source>
        <translation>um Knochen</translation>
    </message>
    <message>
        <source>of the bodies</source>
        <translation>der Körper</translation>
    </message>
    <message>
        <source>left-right</source>
        <translation>links-rechts</translation>
    </message>
    <message>
        <source>front-back</source>
        <translation>vorn-hinten</translation>
    </message>
    <message>
        <source>head-foot</source>
        <translation>Kopf-Fuß</translation>
    </message>
    <message>
        <source>along the bone</source>
        <translation>den Knochen entlang</translation>
    </message>
    <message>
        <source>least certain</source>
        <translation>die unsicherste</translation>
    </message>
    <message>
        <source>oblique</source>
        <translation>schräg</translation>
    </message>
    <message>
        <source>The image is</source>
        <translation>Das Bild ist</translation>
    </message>
    <message>
        <source>As DICOM</source>
        <translation>Als DICOM</translation>
    </message>
    <message>
        <source>Use it all the same</source>
        <translation>Trotzdem verwenden</translation>
    </message>
    <message>
        <source>The planning CT is the input itself: choose another one, or none.</source>
        <translation>Das Planungs-CT ist die Eingabe selbst: wählen Sie ein anderes, oder keines.</translation>
    </message>
    <message>
        <source>READY TO PRINT</source>
        <translation>DRUCKFERTIG</translation>
    </message>
    <message>
        <source>READY AFTER REPAIR (--repair)</source>
        <translation>DRUCKFERTIG NACH REPARATUR (--repair)</translation>
    </message>
    <message>
        <source>NOT READY TO PRINT</source>
        <translation>NICHT DRUCKFERTIG</translation>
    </message>
    <message>
        <source>{answer} ({printer}: walls of {wall} mm, gaps of {gap} mm).</source>
        <translation>{answer} ({printer}: Wände von {wall} mm, Spalten von {gap} mm).</translation>
    </message>
    <message>
        <source>Walls are thinner than {limit} mm at {many} ({share} % of the surface), {least} mm at the worst.</source>
        <translation>Wände sind dünner als {limit} mm: {many} ({share} % der Oberfläche), schlimmstenfalls {least} mm.</translation>
    </message>
    <message>
        <source>Gaps are narrower than {limit} mm at {many} ({share} % of the surface), {least} mm at the worst.</source>
        <translation>Spalten sind enger als {limit} mm: {many} ({share} % der Oberfläche), schlimmstenfalls {least} mm.</translation>
    </message>
    <message>
        <source>1 place</source>
        <translation>1 Stelle</translation>
    </message>
    <message>
        <source>{count} places</source>
        <translation>{count} Stellen</translation>
    </message>
    <message>
        <source>Its bones touch, and printed in their places they fuse: a .3mf has each bone as an object of its own, to be printed apart.</source>
        <translation>Seine Knochen berühren sich und verschmelzen, wenn sie an ihrem Platz gedruckt werden: eine .3mf hält jeden Knochen als eigenes Objekt, das für sich gedruckt werden kann.</translation>
    </message>
    <message>
        <source>Parts of it touch in edges or points only.</source>
        <translation>Teile berühren sich nur in Kanten oder Punkten.</translation>
    </message>
    <message>
        <source>{count} pairs of triangles pass through each other.</source>
        <translation>{count} Paare von Dreiecken durchdringen einander.</translation>
    </message>
    <message>
        <source>It is open along {count} edges.</source>
        <translation>Sie ist entlang von {count} Kanten offen.</translation>
    </message>
    <message>
        <source>Some of its triangles point inwards.</source>
        <translation>Einige ihrer Dreiecke zeigen nach innen.</translation>
    </message>
    <message>
        <source>{small} of its {shells} shells enclose less than {limit} mm³.</source>
        <translation>{small} ihrer {shells} Hüllen umschließen weniger als {limit} mm³.</translation>
    </message>
    <message>
        <source>It</source>
        <translation>Der Knochen</translation>
    </message>
    <message>
        <source>The bone {name}</source>
        <translation>Der Knochen {name}</translation>
    </message>
    <message>
        <source>{what} is in {count} loose parts, of {sizes}: nothing holds them in their places once they are printed.</source>
        <translation>{what} besteht aus {count} losen Teilen ({sizes}): gedruckt hält sie nichts an ihrem Platz.</translation>
    </message>
    <message>
        <source>{first} cm³ and less</source>
        <translation>{first} cm³ und weniger</translation>
    </message>
    <message>
        <source>{first} and {last} cm³</source>
        <translation>{first} und {last} cm³</translation>
    </message>
    <message>
        <source>HU limits</source>
        <translation>nach HU-Grenzen</translation>
    </message>
    <message>
        <source>bone by HU, parted by shape</source>
        <translation>Knochen nach HU, nach Form getrennt</translation>
    </message>
    <message>
        <source>the model</source>
        <translation>das Modell</translation>
    </message>
    <message>
        <source>shading taken off</source>
        <translation>Abschattung weggenommen</translation>
    </message>
    <message>
        <source>the level set by fat and muscle</source>
        <translation>Pegel nach Fett und Muskel gesetzt</translation>
    </message>
    <message>
        <source>the planning CT</source>
        <translation>das Planungs-CT</translation>
    </message>
    <message>
        <source>, then </source>
        <translation>, dann </translation>
    </message>
    <message>
        <source>abdomen</source>
        <translation>Bauch</translation>
    </message>
    <message>
        <source>head</source>
        <translation>Kopf</translation>
    </message>
    <message>
        <source>head and neck</source>
        <translation>Kopf und Hals</translation>
    </message>
    <message>
        <source>hip</source>
        <translation>Hüfte</translation>
    </message>
    <message>
        <source>limb</source>
        <translation>Gliedmaße</translation>
    </message>
    <message>
        <source>pelvis</source>
        <translation>Becken</translation>
    </message>
    <message>
        <source>thorax</source>
        <translation>Brustkorb</translation>
    </message>
    <message>
        <source>Image Synthesis</source>
        <translation>Bildsynthese</translation>
    </message>
    <message>
        <source>This phantom is being drawn already.</source>
        <translation>Dieses Phantom wird schon gezeichnet.</translation>
    </message>
    <message>
        <source>A study has no planning CTs: choose another method than By the planning CT.</source>
        <translation>Eine Studie hat keine Planungs-CTs: wählen Sie ein anderes Verfahren als „Nach dem Planungs-CT“.</translation>
    </message>
    <message>
        <source>{ct} has the values of {sct}, as no scan has: choose the real CT.</source>
        <translation>{ct} hat die Werte von {sct}, wie kein Scan sie hat: wählen Sie das echte CT.</translation>
    </message>
    <message>
        <source>{name} is synthetic by its name: choose the real CT, or rename it if it is one.</source>
        <translation>{name} ist dem Namen nach synthetisch: wählen Sie das echte CT, oder benennen Sie es um, wenn es eines ist.</translation>
    </message>
    <message>
        <source>{name} sMRI (synthetic, sampled texture)</source>
        <translation>{name} sMRT (synthetisch, Textur gezogen)</translation>
    </message>
    <message>
        <source>{name} sMRI (synthetic)</source>
        <translation>{name} sMRT (synthetisch)</translation>
    </message>
    <message>
        <source>{name} sCT (synthetic)</source>
        <translation>{name} sCT (synthetisch)</translation>
    </message>
    <message>
        <source>{name} expected error</source>
        <translation>{name} erwarteter Fehler</translation>
    </message>
    <message>
        <source>{name} minus CT</source>
        <translation>{name} minus CT</translation>
    </message>
    <message>
        <source>CT on {name} (preview)</source>
        <translation>CT auf {name} (Vorschau)</translation>
    </message>
    <message>
        <source>CT on {name}</source>
        <translation>CT auf {name}</translation>
    </message>
    <message>
        <source>CT bone, distance to {name}</source>
        <translation>Knochen im CT, Abstand zu {name}</translation>
    </message>
    <message>
        <source>{name} bone, distance</source>
        <translation>{name} Knochen, Abstand</translation>
    </message>
    <message>
        <source>{name} image metrics</source>
        <translation>{name} Bildmaße</translation>
    </message>
    <message>
        <source>{name} errors by tissue</source>
        <translation>{name} Fehler je Gewebe</translation>
    </message>
    <message>
        <source>{name} surface distance</source>
        <translation>{name} Oberflächenabstand</translation>
    </message>
    <message>
        <source>{name} and CT</source>
        <translation>{name} und CT</translation>
    </message>
    <message>
        <source>bone {number}</source>
        <translation>Knochen {number}</translation>
    </message>
    <message>
        <source>thigh phantom MR</source>
        <translation>Oberschenkelphantom MR</translation>
    </message>
    <message>
        <source>thigh phantom CT</source>
        <translation>Oberschenkelphantom CT</translation>
    </message>
    <message>
        <source>knee phantom MR</source>
        <translation>Kniephantom MR</translation>
    </message>
    <message>
        <source>knee phantom CT</source>
        <translation>Kniephantom CT</translation>
    </message>
    <message>
        <source>head phantom MR</source>
        <translation>Kopfphantom MR</translation>
    </message>
    <message>
        <source>head phantom CT</source>
        <translation>Kopfphantom CT</translation>
    </message>
    <message>
        <source>sCT minus CT, HU (red: sCT darker, blue: sCT brighter)</source>
        <translation>sCT minus CT, HU (rot: sCT dunkler, blau: sCT heller)</translation>
    </message>
    <message>
        <source>Expected error, HU (pale: small, dark: large)</source>
        <translation>Erwarteter Fehler, HU (blass: klein, dunkel: groß)</translation>
    </message>
    <message>
        <source>Bone surface, mm (red: sCT too small, blue: too large)</source>
        <translation>Knochenoberfläche, mm (rot: sCT zu klein, blau: zu groß)</translation>
    </message>
    <message>
        <source>air</source>
        <translation>Luft</translation>
    </message>
    <message>
        <source>fat</source>
        <translation>Fett</translation>
    </message>
    <message>
        <source>soft tissue</source>
        <translation>Weichteil</translation>
    </message>
    <message>
        <source>spongy bone</source>
        <translation>spongiöser Knochen</translation>
    </message>
    <message>
        <source>cortical bone</source>
        <translation>kortikaler Knochen</translation>
    </message>
    <message>
        <source>bone marrow</source>
        <translation>Knochenmark</translation>
    </message>
    <message>
        <source>lung</source>
        <translation>Lunge</translation>
    </message>
    <message>
        <source>{flag} {expression} is no regular expression: {error}.</source>
        <translation>{flag} {expression} ist kein regulärer Ausdruck: {error}.</translation>
    </message>
    <message>
        <source>No case was found in {source}: look at its names, or give a table.</source>
        <translation>In {source} wurde kein Fall gefunden: sehen Sie die Namen an, oder geben Sie eine Tabelle.</translation>
    </message>
    <message>
        <source>Two cases of {source} are called {seen} and {id}: rename one.</source>
        <translation>Zwei Fälle von {source} heißen {seen} und {id}: benennen Sie einen um.</translation>
    </message>
    <message>
        <source>The pattern {pattern} must hold {{id}} once, where the case's name stands.</source>
        <translation>Das Muster {pattern} muss einmal {{id}} enthalten, wo der Name des Falles steht.</translation>
    </message>
    <message>
        <source>Case {match} has two files for its {what}: {before} and {name}; give a narrower pattern, or a table.</source>
        <translation>Fall {match} hat zwei Dateien für {what}: {before} und {name}; geben Sie ein engeres Muster oder eine Tabelle.</translation>
    </message>
    <message>
        <source>Two columns of {path} mean the same: {join}.</source>
        <translation>Zwei Spalten von {path} bedeuten dasselbe: {join}.</translation>
    </message>
    <message>
        <source>Row {number} of {path} has no {value}.</source>
        <translation>Zeile {number} von {path} hat keine Angabe {value}.</translation>
    </message>
    <message>
        <source>The id {cells} of {path} (row {number}) is not one line of text.</source>
        <translation>Die Kennung {cells} von {path} (Zeile {number}) ist nicht eine Zeile Text.</translation>
    </message>
    <message>
        <source>{path} is no table of values that commas part: {error}.</source>
        <translation>{path} ist keine Tabelle mit Kommas zwischen den Werten: {error}.</translation>
    </message>
    <message>
        <source>{path} has no column {needed}, but {value}.</source>
        <translation>{path} hat keine Spalte {needed}, aber {value}.</translation>
    </message>
    <message>
        <source>{address} cannot be fetched: {error}.</source>
        <translation>{address} kann nicht geholt werden: {error}.</translation>
    </message>
    <message>
        <source>{path} does not exist: give a CSV table, a folder or a DICOM root.</source>
        <translation>{path} gibt es nicht: geben Sie eine CSV-Tabelle, einen Ordner oder einen DICOM-Baum.</translation>
    </message>
    <message>
        <source>{folder} is a file: choose a folder for the study.</source>
        <translation>{folder} ist eine Datei: wählen Sie einen Ordner für die Studie.</translation>
    </message>
    <message>
        <source>{folder} holds {others} and no {study}: choose a folder for the study.</source>
        <translation>{folder} enthält {others} und keine Datei {study}: wählen Sie einen Ordner für die Studie.</translation>
    </message>
    <message>
        <source>There is no study in {folder}: begin one with a table, a folder or a DICOM root.</source>
        <translation>In {folder} ist keine Studie: beginnen Sie eine mit einer Tabelle, einem Ordner oder einem DICOM-Baum.</translation>
    </message>
    <message>
        <source>{path} has an unknown key {name}; known are {join}.</source>
        <translation>{path} hat einen unbekannten Schlüssel {name}; bekannt sind {join}.</translation>
    </message>
    <message>
        <source>{name} of {path} cannot be {value}.</source>
        <translation>{name} von {path} kann nicht {value} sein.</translation>
    </message>
    <message>
        <source>{path} cannot be read as TOML: {error}.</source>
        <translation>{path} kann nicht als TOML gelesen werden: {error}.</translation>
    </message>
    <message>
        <source>The study in {folder} was begun with {name} = {value}, not {now}: leave that out, or choose another folder.</source>
        <translation>Die Studie in {folder} wurde mit {name} = {value} begonnen, nicht {now}: lassen Sie das weg, oder wählen Sie einen anderen Ordner.</translation>
    </message>
    <message>
        <source>{name} of {path} must be a table, [{name}].</source>
        <translation>{name} von {path} muss eine Tabelle sein, [{name}].</translation>
    </message>
    <message>
        <source>{folder} holds no {document}: give the folder of a comparison.</source>
        <translation>{folder} enthält kein {document}: geben Sie den Ordner eines Vergleichs.</translation>
    </message>
    <message>
        <source>The CT ({describe}) is not on the sCT's grid ({describe2}): choose a registration ({join} or a transform file), or {identity} if the places in both files can be trusted.</source>
        <translation>Das CT ({describe}) liegt nicht auf dem Gitter des sCT ({describe2}): wählen Sie eine Registrierung ({join} oder eine Transformationsdatei), oder {identity}, wenn man den Orten in beiden Dateien trauen kann.</translation>
    </message>
    <message>
        <source>Only a registration ({join}) begins somewhere: choose one, or leave the start out.</source>
        <translation>Nur eine Registrierung ({join}) beginnt irgendwo: wählen Sie eine, oder lassen Sie den Anfang weg.</translation>
    </message>
    <message>
        <source>A registration is one of {kinds}, or a transform file; there is no file {str}.</source>
        <translation>Eine Registrierung ist eine von {kinds} oder eine Transformationsdatei; es gibt keine Datei {str}.</translation>
    </message>
    <message>
        <source>A report in DICOM belongs to a study: name a series of it with --like.</source>
        <translation>Ein Bericht in DICOM gehört zu einer Studie: nennen Sie mit --like eine Serie davon.</translation>
    </message>
    <message>
        <source>Nobody can say whom {path} names: give the comparison's folder (--as pdf), whose sheets name no patient.</source>
        <translation>Niemand kann sagen, wen {path} nennt: geben Sie den Ordner des Vergleichs (--as pdf), dessen Blätter keinen Patienten nennen.</translation>
    </message>
    <message>
        <source>{path} is no PDF file.</source>
        <translation>{path} ist keine PDF-Datei.</translation>
    </message>
    <message>
        <source>A surface in DICOM belongs to a study: name a series of it with --like.</source>
        <translation>Eine Oberfläche in DICOM gehört zu einer Studie: nennen Sie mit --like eine Serie davon.</translation>
    </message>
    <message>
        <source>{path} is no binary STL: write the surface again with `synthetic-ct surface`.</source>
        <translation>{path} ist keine binäre STL-Datei: schreiben Sie die Oberfläche mit `synthetic-ct surface` neu.</translation>
    </message>
    <message>
        <source>{path} is in RAS coordinates; DICOM has LPS: export it in LPS.</source>
        <translation>{path} ist in RAS-Koordinaten; DICOM hat LPS: exportieren Sie sie in LPS.</translation>
    </message>
    <message>
        <source>A series can be of modality CT or MR, not {modality}.</source>
        <translation>Eine Serie kann von der Modalität CT oder MR sein, nicht {modality}.</translation>
    </message>
    <message>
        <source>{name} has no StudyInstanceUID: nothing can be put into its study. Write a file, such as .nrrd; `synthetic-ct dicom` without --like makes a new study of that.</source>
        <translation>{name} hat keine StudyInstanceUID: in ihre Studie kann nichts gelegt werden. Schreiben Sie eine Datei wie .nrrd; `synthetic-ct dicom` ohne --like macht daraus eine neue Studie.</translation>
    </message>
    <message>
        <source>The series consists of {len} files of several frames each, which a segmentation cannot refer to: write a structure set (--as rtstruct), or name the synthetic series with --like.</source>
        <translation>Die Serie besteht aus {len} Dateien mit je mehreren Bildern, auf die eine Segmentierung nicht verweisen kann: schreiben Sie ein Structure Set (--as rtstruct), oder nennen Sie mit --like die synthetische Serie.</translation>
    </message>
    <message>
        <source>Labels in DICOM belong to the slices of a series: name it with --like (a synthetic CT that is no DICOM yet can be written as a series first).</source>
        <translation>Label in DICOM gehören zu den Schichten einer Serie: nennen Sie sie mit --like (ein synthetisches CT, das noch kein DICOM ist, kann zuerst als Serie geschrieben werden).</translation>
    </message>
    <message>
        <source>No label lies on the slices of the series ({describe}): give the series that was segmented.</source>
        <translation>Kein Label liegt auf den Schichten der Serie ({describe}): geben Sie die Serie, die segmentiert wurde.</translation>
    </message>
    <message>
        <source>A registration in DICOM is between two series: name both of them.</source>
        <translation>Eine Registrierung in DICOM besteht zwischen zwei Serien: nennen Sie beide.</translation>
    </message>
    <message>
        <source>The transform is not rigid (it bends by up to {bent} mm and changes lengths by {value} %): DICOM's Spatial Registration holds rigid ones; register with --steps rigid.</source>
        <translation>Die Transformation ist nicht starr (sie biegt um bis zu {bent} mm und ändert Längen um {value} %): die Spatial Registration von DICOM fasst starre; registrieren Sie mit --steps rigid.</translation>
    </message>
    <message>
        <source>Values from {low} to {high} do not fit the 16 bits of a DICOM image.</source>
        <translation>Werte von {low} bis {high} passen nicht in die 16 Bit eines DICOM-Bildes.</translation>
    </message>
    <message>
        <source>Only {value} % of the image lie where the series is ({describe}, against {describe2}): give the series that it was made from.</source>
        <translation>Nur {value} % des Bildes liegen, wo die Serie ist ({describe} gegenüber {describe2}): geben Sie die Serie, aus der es gemacht wurde.</translation>
    </message>
    <message>
        <source>{folder} exists: choose the name of a new folder.</source>
        <translation>{folder} gibt es schon: wählen Sie den Namen eines neuen Ordners.</translation>
    </message>
    <message>
        <source>The folder {parent} does not exist: make it first.</source>
        <translation>Den Ordner {parent} gibt es nicht: legen Sie ihn zuerst an.</translation>
    </message>
    <message>
        <source>{path} gives lengths in {unit}: convert it to millimetres.</source>
        <translation>{path} gibt Längen in {unit} an: rechnen Sie sie in Millimeter um.</translation>
    </message>
    <message>
        <source>{path} has a damaged header: voxels of {steps} mm; {smallest_mm} to {largest_mm} mm can be.</source>
        <translation>{path} hat einen beschädigten Dateikopf: Voxel von {steps} mm; möglich sind {smallest_mm} bis {largest_mm} mm.</translation>
    </message>
    <message>
        <source>{path} has voxels of {steps} mm, which no scanner of patients makes: if they are metres, say so in the header or multiply its lengths by 1000.</source>
        <translation>{path} hat Voxel von {steps} mm, die kein Scanner für Patienten macht: sind es Meter, sagen Sie das im Dateikopf, oder nehmen Sie die Längen mal 1000.</translation>
    </message>
    <message>
        <source>{path} has a damaged header: its first voxel lies at {place} mm.</source>
        <translation>{path} hat einen beschädigten Dateikopf: das erste Voxel liegt bei {place} mm.</translation>
    </message>
    <message>
        <source>{path} has a damaged header: its direction has axes of no length or no number.</source>
        <translation>{path} hat einen beschädigten Dateikopf: die Richtung hat Achsen ohne Länge oder ohne Zahl.</translation>
    </message>
    <message>
        <source>{path} has a damaged header: its direction has an axis of no length.</source>
        <translation>{path} hat einen beschädigten Dateikopf: die Richtung hat eine Achse ohne Länge.</translation>
    </message>
    <message>
        <source>{path} is sheared: two of its axes miss the right angle by {angle} degrees. Resample it to a right-angled grid first.</source>
        <translation>{path} ist geschert: zwei Achsen verfehlen den rechten Winkel um {angle} Grad. Tasten Sie das Bild zuerst auf ein rechtwinkliges Gitter ab.</translation>
    </message>
    <message>
        <source>{path} contradicts itself: beside the size of its voxels its direction has axes of the lengths {shown}, where each is 1.</source>
        <translation>{path} widerspricht sich: neben der Größe der Voxel hat die Richtung Achsen der Längen {shown}, wo jede 1 ist.</translation>
    </message>
    <message>
        <source>{path} contradicts itself: its header speaks of {wanted} x {wanted2} pixels of {allocated} bits, its packed pixels are {rows} x {columns} of {bits} bits. Export it again.</source>
        <translation>{path} widerspricht sich: der Dateikopf spricht von {wanted} x {wanted2} Pixeln mit {allocated} Bit, die gepackten Pixel sind {rows} x {columns} mit {bits} Bit. Exportieren Sie die Datei neu.</translation>
    </message>
    <message>
        <source>{path} contradicts itself: its header speaks of pixels {told} a sign (PixelRepresentation), its packed pixels are {told2} one. Export it again.</source>
        <translation>{path} widerspricht sich: der Dateikopf spricht von Pixeln {told} Vorzeichen (PixelRepresentation), die gepackten Pixel sind {told2} eines. Exportieren Sie die Datei neu.</translation>
    </message>
    <message>
        <source>{path} has no {keyword}: it is damaged or no image.</source>
        <translation>{path} hat kein {keyword}: die Datei ist beschädigt oder kein Bild.</translation>
    </message>
    <message>
        <source>{path} has a damaged header: {keyword} cannot be decoded.</source>
        <translation>{path} hat einen beschädigten Dateikopf: {keyword} kann nicht entschlüsselt werden.</translation>
    </message>
    <message>
        <source>{name} is a file of {frames} frames ({kind}) that does not say where they lie in the patient: it is no image, or needs to be exported as a series ({path}).</source>
        <translation>{name} ist eine Datei mit {frames} Bildern ({kind}), die nicht sagt, wo sie im Patienten liegen: sie ist kein Schnittbild, oder muss als Serie exportiert werden ({path}).</translation>
    </message>
    <message>
        <source>{name} has {frames} frames, but places in the patient for {len} ({path}).</source>
        <translation>{name} hat {frames} Bilder, aber Orte im Patienten für {len} ({path}).</translation>
    </message>
    <message>
        <source>{path} has a damaged header: ImagePositionPatient is {place}.</source>
        <translation>{path} hat einen beschädigten Dateikopf: ImagePositionPatient ist {place}.</translation>
    </message>
    <message>
        <source>{path} has a damaged header: PixelSpacing is {spacing}.</source>
        <translation>{path} hat einen beschädigten Dateikopf: PixelSpacing ist {spacing}.</translation>
    </message>
    <message>
        <source>{path} has a damaged header: RescaleSlope is 0.</source>
        <translation>{path} hat einen beschädigten Dateikopf: RescaleSlope ist 0.</translation>
    </message>
    <message>
        <source>{path} has no {word}: its place in the patient is unknown. Take it out of the folder, or export the series again.</source>
        <translation>{path} hat kein {word}: der Ort im Patienten ist unbekannt. Nehmen Sie die Datei aus dem Ordner, oder exportieren Sie die Serie neu.</translation>
    </message>
    <message>
        <source>{folder} holds {len} series: {list}. Put the wanted one into a folder of its own.</source>
        <translation>{folder} enthält {len} Serien: {list}. Legen Sie die gewünschte in einen eigenen Ordner.</translation>
    </message>
    <message>
        <source>The folder {folder} {found}: choose the folder of one series.</source>
        <translation>Der Ordner {folder} {found}: wählen Sie den Ordner einer Serie.</translation>
    </message>
    <message>
        <source>{path} and {path2} are one image by their SOPInstanceUID, but hold different pixels: take the wrong one out of the folder.</source>
        <translation>{path} und {path2} sind nach der SOPInstanceUID ein Bild, haben aber verschiedene Pixel: nehmen Sie das falsche aus dem Ordner.</translation>
    </message>
    <message>
        <source>{path} is a damaged DICOM file: its header cannot be decoded. Export it again.</source>
        <translation>{path} ist eine beschädigte DICOM-Datei: der Dateikopf kann nicht entschlüsselt werden. Exportieren Sie sie neu.</translation>
    </message>
    <message>
        <source>{folder} has no series {series_uid}: it has {list}.</source>
        <translation>{folder} hat keine Serie {series_uid}: es gibt {list}.</translation>
    </message>
    <message>
        <source>{name} is a single slice: a volume needs at least two.</source>
        <translation>{name} ist eine einzelne Schicht: ein Volumen braucht mindestens zwei.</translation>
    </message>
    <message>
        <source>{name} has a gap of {gaps} mm after its slice {widest}: nobody can say what lies there. Take the slices of one side out of the folder.</source>
        <translation>{name} hat nach der Schicht {widest} eine Lücke von {gaps} mm: niemand kann sagen, was dort liegt. Nehmen Sie die Schichten einer Seite aus dem Ordner.</translation>
    </message>
    <message>
        <source>{name} has gaps of {min} to {max} mm, which would make {count} slices of {len}: take those that lie closest out of the folder.</source>
        <translation>{name} hat Lücken von {min} bis {max} mm, woraus {count} Schichten statt {len} würden: nehmen Sie die am engsten liegenden aus dem Ordner.</translation>
    </message>
    <message>
        <source>{name} mixes {several}: {word} is {shown}. Take what does not belong to it out of the folder.</source>
        <translation>{name} mischt {several}: {word} ist {shown}. Nehmen Sie aus dem Ordner, was nicht dazugehört.</translation>
    </message>
    <message>
        <source>{name} has {word} for {count} of its {len} slices, and none for the others, such as {path}: their values are of another scale. Export it again.</source>
        <translation>{name} hat {word} für {count} der {len} Schichten und für die anderen, etwa {path}, keines: deren Werte haben eine andere Skala. Exportieren Sie die Serie neu.</translation>
    </message>
    <message>
        <source>{path} has a damaged header: pixels of {allocated} bits, of which {stored} up to bit {high} are used.</source>
        <translation>{path} hat einen beschädigten Dateikopf: Pixel von {allocated} Bit, von denen {stored} bis Bit {high} benutzt sind.</translation>
    </message>
    <message>
        <source>{name} cannot be decoded: {path} holds {len} bytes of pixels, its header promises {promised}.</source>
        <translation>{name} kann nicht entschlüsselt werden: {path} enthält {len} Byte Pixel, der Dateikopf verspricht {promised}.</translation>
    </message>
    <message>
        <source>{path} has a damaged header: its table of values (ModalityLUTSequence) cannot be applied.</source>
        <translation>{path} hat einen beschädigten Dateikopf: die Wertetabelle (ModalityLUTSequence) lässt sich nicht anwenden.</translation>
    </message>
    <message>
        <source>{folder} is no folder: choose the folder of one DICOM series.</source>
        <translation>{folder} ist kein Ordner: wählen Sie den Ordner einer DICOM-Serie.</translation>
    </message>
    <message>
        <source>{name} mixes slices of different Rows x Columns: {several}. Take what does not belong to it out of the folder.</source>
        <translation>{name} mischt Schichten mit verschiedenen Rows x Columns: {several}. Nehmen Sie aus dem Ordner, was nicht dazugehört.</translation>
    </message>
    <message>
        <source>{name} has a damaged header: slices of {rows} x {columns} pixels.</source>
        <translation>{name} hat einen beschädigten Dateikopf: Schichten von {rows} x {columns} Pixeln.</translation>
    </message>
    <message>
        <source>{name} is in colour ({colour}): {path}. Give a series of grey values.</source>
        <translation>{name} ist farbig ({colour}): {path}. Geben Sie eine Serie mit Grauwerten.</translation>
    </message>
    <message>
        <source>{name} has {same} or more images at the same place (such as {heights} mm: {join}). {advice}</source>
        <translation>{name} hat {same} oder mehr Bilder am selben Ort (etwa {heights} mm: {join}). {advice}</translation>
    </message>
    <message>
        <source>{name} has unevenly spaced slices: the gap {between} is {gap} mm where {usual} mm are usual. Resample it to even spacing first (`synthetic-ct straighten`).</source>
        <translation>{name} hat ungleiche Schichtabstände: die Lücke {between} ist {gap} mm, üblich sind {usual} mm. Tasten Sie die Serie zuerst gleichmäßig ab (`synthetic-ct straighten`).</translation>
    </message>
    <message>
        <source>{name} has slices that do not lie in one line: number {height} along the stack lies {max} mm beside it. Resample it to a right-angled grid first (`synthetic-ct straighten`).</source>
        <translation>{name} hat Schichten, die nicht in einer Linie liegen: Nummer {height} im Stapel liegt {max} mm daneben. Tasten Sie die Serie zuerst auf ein rechtwinkliges Gitter ab (`synthetic-ct straighten`).</translation>
    </message>
    <message>
        <source>{name} mixes slices of different PixelSpacing: {several}.</source>
        <translation>{name} mischt Schichten mit verschiedenem PixelSpacing: {several}.</translation>
    </message>
    <message>
        <source>{name} mixes orientations: {others} of {len} slices are turned against the others, such as {turned}. Take what does not belong to it out of the folder.</source>
        <translation>{name} mischt Ausrichtungen: {others} von {len} Schichten sind gegen die anderen gedreht, etwa {turned}. Nehmen Sie aus dem Ordner, was nicht dazugehört.</translation>
    </message>
    <message>
        <source>{name} has a damaged header: ImageOrientationPatient is {shown}, which are no two axes at a right angle.</source>
        <translation>{name} hat einen beschädigten Dateikopf: ImageOrientationPatient ist {shown}, das sind keine zwei Achsen im rechten Winkel.</translation>
    </message>
    <message>
        <source>{name} has {missing} missing slice{value} {between}: the gap is {gap} mm where {usual} mm are usual.</source>
        <translation>{name} fehlen Schichten{value} ({missing}) {between}: die Lücke ist {gap} mm, üblich sind {usual} mm.</translation>
    </message>
    <message>
        <source>{name} was scanned with a tilted gantry: slices are stacked {degrees} degrees off their normal. Resample it to a right-angled grid first (`synthetic-ct straighten`).</source>
        <translation>{name} wurde mit gekippter Gantry aufgenommen: die Schichten sind {degrees} Grad schräg gestapelt. Tasten Sie die Serie zuerst auf ein rechtwinkliges Gitter ab (`synthetic-ct straighten`).</translation>
    </message>
    <message>
        <source>{name} is a grid of right angles and even steps already: use {folder} as it is.</source>
        <translation>{name} ist schon ein Gitter mit rechten Winkeln und gleichen Schritten: nehmen Sie {folder}, wie es ist.</translation>
    </message>
    <message>
        <source>{path} is a damaged DICOM file: its header ends before it says how large the image is. Copy or export it again.</source>
        <translation>{path} ist eine beschädigte DICOM-Datei: der Dateikopf endet, bevor er sagt, wie groß das Bild ist. Kopieren oder exportieren Sie sie neu.</translation>
    </message>
    <message>
        <source>{path} is empty, among images that are called alike: it was not copied whole. Copy the series again, or take it out of the folder.</source>
        <translation>{path} ist leer, unter Bildern mit ähnlichen Namen: sie wurde nicht ganz kopiert. Kopieren Sie die Serie neu, oder nehmen Sie die Datei aus dem Ordner.</translation>
    </message>
    <message>
        <source>{path} is damaged: it unpacks to more than {most} MB, which no image of its size does. Export it again, not deflated.</source>
        <translation>{path} ist beschädigt: ausgepackt wird sie größer als {most} MB, so groß ist kein Bild dieser Maße. Exportieren Sie sie neu, ohne Deflate.</translation>
    </message>
    <message>
        <source>{folder} is a file: choose a folder.</source>
        <translation>{folder} ist eine Datei: wählen Sie einen Ordner.</translation>
    </message>
    <message>
        <source>{wanted_name} could not be written: {reason}</source>
        <translation>{wanted_name} konnte nicht geschrieben werden: {reason}</translation>
    </message>
    <message>
        <source>{place} is no file: remove it, or choose another folder.</source>
        <translation>{place} ist keine Datei: entfernen Sie das, oder wählen Sie einen anderen Ordner.</translation>
    </message>
    <message>
        <source>{folder} lies on a disk that gives no locks ({strerror}), so that another {what} there would not be noticed: choose a folder of this computer.</source>
        <translation>{folder} liegt auf einem Datenträger ohne Sperren ({strerror}), sodass ein anderes {what} dort nicht bemerkt würde: wählen Sie einen Ordner dieses Computers.</translation>
    </message>
    <message>
        <source>Another {what} is running in {folder}: wait for its end, or choose another one.</source>
        <translation>In {folder} läuft schon ein anderes {what}: warten Sie dessen Ende ab, oder wählen Sie einen anderen.</translation>
    </message>
    <message>
        <source>{path} has a damaged header: it has no {join}.</source>
        <translation>{path} hat einen beschädigten Dateikopf: es fehlt {join}.</translation>
    </message>
    <message>
        <source>{path} holds a {kind} (ObjectType): an image is needed.</source>
        <translation>{path} enthält ein {kind} (ObjectType): gebraucht wird ein Bild.</translation>
    </message>
    <message>
        <source>{path} keeps packed values or text in several files: save it as one.</source>
        <translation>{path} hat gepackte Werte oder Text in mehreren Dateien: speichern Sie das Bild als eine.</translation>
    </message>
    <message>
        <source>{path} lists {len} files of values; its header speaks of {slices} slices.</source>
        <translation>{path} nennt {len} Dateien mit Werten; der Dateikopf spricht von {slices} Schichten.</translation>
    </message>
    <message>
        <source>{path} holds values of type {name}, which cannot be read.</source>
        <translation>{path} enthält Werte der Art {name}, die nicht gelesen werden kann.</translation>
    </message>
    <message>
        <source>{path} has a damaged header: it says {strip} twice.</source>
        <translation>{path} hat einen beschädigten Dateikopf: {strip} steht zweimal darin.</translation>
    </message>
    <message>
        <source>{file} is cut off or damaged: it holds {found} bytes of packed values, its header promises {promised}.</source>
        <translation>{file} ist abgeschnitten oder beschädigt: es sind {found} Byte gepackte Werte, der Dateikopf verspricht {promised}.</translation>
    </message>
    <message>
        <source>{file} is cut off: its header promises {count} bytes of values.</source>
        <translation>{file} ist abgeschnitten: der Dateikopf verspricht {count} Byte Werte.</translation>
    </message>
    <message>
        <source>{path} is the header of a pair of files (.hdr and .img): convert it to one .nii file.</source>
        <translation>{path} ist der Kopf eines Dateipaars (.hdr und .img): machen Sie eine .nii-Datei daraus.</translation>
    </message>
    <message>
        <source>{path} has a damaged header: an image of {axes} dimensions cannot be.</source>
        <translation>{path} hat einen beschädigten Dateikopf: ein Bild mit {axes} Dimensionen kann es nicht geben.</translation>
    </message>
    <message>
        <source>{path} holds {no_scalars}, several values a voxel: one value is needed.</source>
        <translation>{path} enthält {no_scalars}, mehrere Werte je Voxel: gebraucht wird einer.</translation>
    </message>
    <message>
        <source>{path} has values of NIfTI type {code}, which cannot be read.</source>
        <translation>{path} hat Werte der NIfTI-Art {code}, die nicht gelesen werden kann.</translation>
    </message>
    <message>
        <source>{path} has a damaged header: its values are of NIfTI type {code}, which has {value} bits, and of {bits} bits (bitpix).</source>
        <translation>{path} hat einen beschädigten Dateikopf: die Werte sind von der NIfTI-Art {code}, die {value} Bit hat, und von {bits} Bit (bitpix).</translation>
    </message>
    <message>
        <source>{path} has a damaged header: its values would begin at byte {offset} (vox_offset).</source>
        <translation>{path} hat einen beschädigten Dateikopf: die Werte begännen bei Byte {offset} (vox_offset).</translation>
    </message>
    <message>
        <source>{path} has a damaged header: its values are scaled by {slope} (scl_slope) and {intercept} (scl_inter).</source>
        <translation>{path} hat einen beschädigten Dateikopf: die Werte sind mit {slope} (scl_slope) und {intercept} (scl_inter) skaliert.</translation>
    </message>
    <message>
        <source>{path} is a NIfTI-2 file: convert it to NIfTI-1, NRRD or MHA.</source>
        <translation>{path} ist eine NIfTI-2-Datei: wandeln Sie sie in NIfTI-1, NRRD oder MHA um.</translation>
    </message>
    <message>
        <source>{path} has a damaged header: its sform holds no numbers.</source>
        <translation>{path} hat einen beschädigten Dateikopf: die sform enthält keine Zahlen.</translation>
    </message>
    <message>
        <source>{path} has a damaged header: its sform has an axis of no length.</source>
        <translation>{path} hat einen beschädigten Dateikopf: die sform hat eine Achse ohne Länge.</translation>
    </message>
    <message>
        <source>{path} has a damaged header: its qform is no rotation ({listed}).</source>
        <translation>{path} hat einen beschädigten Dateikopf: die qform ist keine Drehung ({listed}).</translation>
    </message>
    <message>
        <source>{path} has a damaged header: voxels of {steps} mm (pixdim).</source>
        <translation>{path} hat einen beschädigten Dateikopf: Voxel von {steps} mm (pixdim).</translation>
    </message>
    <message>
        <source>{path} contradicts itself about left and right: its qform and its sform are mirror images of each other. Find out which is right, and export it again.</source>
        <translation>{path} widerspricht sich bei links und rechts: qform und sform sind Spiegelbilder voneinander. Finden Sie heraus, welche stimmt, und exportieren Sie die Datei neu.</translation>
    </message>
    <message>
        <source>{path} cannot be read as NIfTI: {reason}</source>
        <translation>{path} kann nicht als NIfTI gelesen werden: {reason}</translation>
    </message>
    <message>
        <source>{path} has a damaged header: it does not end.</source>
        <translation>{path} hat einen beschädigten Dateikopf: er endet nicht.</translation>
    </message>
    <message>
        <source>{path} does not say in which order the bytes of its values are (endian: little or big; found {endian}).</source>
        <translation>{path} sagt nicht, in welcher Reihenfolge die Bytes der Werte stehen (endian: little oder big; gefunden {endian}).</translation>
    </message>
    <message>
        <source>{path} is packed as {name}, which is not supported: save it with the encoding gzip or raw.</source>
        <translation>{path} ist als {name} gepackt, was hier nicht geht: speichern Sie mit der Kodierung gzip oder raw.</translation>
    </message>
    <message>
        <source>{path} gives lengths in several units ({join}).</source>
        <translation>{path} gibt Längen in mehreren Einheiten an ({join}).</translation>
    </message>
    <message>
        <source>{file} is cut off: its header promises {count} lines before its values.</source>
        <translation>{file} ist abgeschnitten: der Dateikopf verspricht {count} Zeilen vor den Werten.</translation>
    </message>
    <message>
        <source>{path} cannot be read ({error}): {advice}.</source>
        <translation>{path} kann nicht gelesen werden ({error}): {advice}.</translation>
    </message>
    <message>
        <source>{output} is no name that a result could have: choose one.</source>
        <translation>{output} ist kein Name, den ein Ergebnis haben könnte: wählen Sie einen.</translation>
    </message>
    <message>
        <source>{parent} is a file, no folder: choose another name or folder.</source>
        <translation>{parent} ist eine Datei, kein Ordner: wählen Sie einen anderen Namen oder Ordner.</translation>
    </message>
    <message>
        <source>{output} is no ordinary file: choose another name.</source>
        <translation>{output} ist keine gewöhnliche Datei: wählen Sie einen anderen Namen.</translation>
    </message>
    <message>
        <source>{output} is a folder: choose the name of a file.</source>
        <translation>{output} ist ein Ordner: wählen Sie den Namen einer Datei.</translation>
    </message>
    <message>
        <source>{output} is another user's, and its folder lets nobody else replace it: choose another name.</source>
        <translation>{output} gehört jemand anderem, und der Ordner lässt niemand sonst sie ersetzen: wählen Sie einen anderen Namen.</translation>
    </message>
    <message>
        <source>{output} is the input: choose another name for the output.</source>
        <translation>{output} ist das Ausgangsbild: wählen Sie einen anderen Namen für das Ergebnis.</translation>
    </message>
    <message>
        <source>{output} cannot be written: a name has to be UTF-8, in a terminal that speaks it (LANG=C.UTF-8).</source>
        <translation>{output} kann nicht geschrieben werden: ein Name muss UTF-8 sein, in einem Terminal, das es spricht (LANG=C.UTF-8).</translation>
    </message>
    <message>
        <source>{output} cannot be written ({reason}): choose another name or folder.</source>
        <translation>{output} kann nicht geschrieben werden ({reason}): wählen Sie einen anderen Namen oder Ordner.</translation>
    </message>
    <message>
        <source>{path} is a folder, a pipe or a device: give a file.</source>
        <translation>{path} ist ein Ordner, eine Pipe oder ein Gerät: geben Sie eine Datei.</translation>
    </message>
    <message>
        <source>{path} has {st_size} bytes: it is another file.</source>
        <translation>{path} hat {st_size} Byte: das ist eine andere Datei.</translation>
    </message>
    <message>
        <source>{path} must hold a JSON object.</source>
        <translation>{path} muss ein JSON-Objekt enthalten.</translation>
    </message>
    <message>
        <source>{path} is no text in UTF-8 (byte {start} of it): save it as such.</source>
        <translation>{path} ist kein Text in UTF-8 (Byte {start}): speichern Sie die Datei so.</translation>
    </message>
    <message>
        <source>{path} is no table: {error}.</source>
        <translation>{path} ist keine Tabelle: {error}.</translation>
    </message>
    <message>
        <source>{path} has no column {name}, but {shown}.</source>
        <translation>{path} hat keine Spalte {name}, aber {shown}.</translation>
    </message>
    <message>
        <source>{path} is not valid JSON: {error}.</source>
        <translation>{path} ist kein gültiges JSON: {error}.</translation>
    </message>
    <message>
        <source>{path} is damaged or of another kind: it has no {key}.</source>
        <translation>{path} ist beschädigt oder von anderer Art: es fehlt {key}.</translation>
    </message>
    <message>
        <source>{path} keeps its values in {name}, which is a folder, a pipe or a device: give the file.</source>
        <translation>{path} hat seine Werte in {name}, und das ist ein Ordner, eine Pipe oder ein Gerät: geben Sie die Datei an.</translation>
    </message>
    <message>
        <source>{path} keeps its values in {name}, which is missing beside it.</source>
        <translation>{path} hat die Werte in {name}, und diese Datei fehlt daneben.</translation>
    </message>
    <message>
        <source>{path} is damaged: its reader fails on it. Export it again.</source>
        <translation>{path} ist beschädigt: das Lesen scheitert daran. Exportieren Sie die Datei neu.</translation>
    </message>
    <message>
        <source>{path} is damaged: reading it did not end within {seconds} s. Export it again.</source>
        <translation>{path} ist beschädigt: das Lesen endete nicht in {seconds} s. Exportieren Sie die Datei neu.</translation>
    </message>
    <message>
        <source>{path} is cut off: it holds {filled} bytes of values, its header promises {count}.</source>
        <translation>{path} ist abgeschnitten: es sind {filled} Byte Werte, der Dateikopf verspricht {count}.</translation>
    </message>
    <message>
        <source>{path} is cut off or damaged: its packed values have no end.</source>
        <translation>{path} ist abgeschnitten oder beschädigt: die gepackten Werte haben kein Ende.</translation>
    </message>
    <message>
        <source>{path} holds more than its header promises ({count} bytes of values): its header is damaged, or it is no single 3D volume. Export it again.</source>
        <translation>{path} enthält mehr, als der Dateikopf verspricht ({count} Byte Werte): der Kopf ist beschädigt, oder es ist kein einzelnes 3D-Volumen. Exportieren Sie die Datei neu.</translation>
    </message>
    <message>
        <source>{path} is damaged: its packed values or their checksum are wrong. Export it again.</source>
        <translation>{path} ist beschädigt: die gepackten Werte oder ihre Prüfsumme stimmen nicht. Exportieren Sie die Datei neu.</translation>
    </message>
    <message>
        <source>The {name} has {many} different values, as an image does: a mask is 0 outside and above 0 inside; give the mask, or one that holds 0 and 1.</source>
        <translation>{name} hat {many} verschiedene Werte, wie ein Bild: eine Maske ist außen 0 und innen über 0; geben Sie die Maske, oder eine aus 0 und 1.</translation>
    </message>
    <message>
        <source>The {name} has values from {lowest}: a mask is 0 outside and above 0 inside; give the mask if this is another image.</source>
        <translation>{name} hat Werte ab {lowest}: eine Maske ist außen 0 und innen über 0; geben Sie die Maske, wenn dies ein anderes Bild ist.</translation>
    </message>
    <message>
        <source>{path} holds values that no scan has ({count} of them, the first {value} at voxel {i}, {j}, {k}): where they stand for no value, give these voxels the one of air; else repair or re-export it.</source>
        <translation>{path} enthält Werte, die kein Scan hat ({count} davon, der erste, {value}, bei Voxel {i}, {j}, {k}): wo sie für keinen Wert stehen, geben Sie diesen Voxeln den von Luft; sonst reparieren oder exportieren Sie die Datei neu.</translation>
    </message>
    <message>
        <source>The {name} holds values that no scan has ({count} of them, the first {value} at voxel {place}): where they stand for no value, give these voxels the one of air; else repair or re-export it.</source>
        <translation>{name} enthält Werte, die kein Scan hat ({count} davon, der erste, {value}, bei Voxel {place}): wo sie für keinen Wert stehen, geben Sie diesen Voxeln den von Luft; sonst reparieren oder exportieren Sie es neu.</translation>
    </message>
    <message>
        <source>{path} holds values that are not numbers (NaN or infinite; {count} of them, the first at voxel {i}, {j}, {k}): repair or re-export it.</source>
        <translation>{path} enthält Werte, die keine Zahlen sind (NaN oder unendlich; {count} davon, der erste bei Voxel {i}, {j}, {k}): reparieren oder exportieren Sie die Datei neu.</translation>
    </message>
    <message>
        <source>{path} has a damaged header: it speaks of {shape} voxels; an axis has 1 to {longest_axis}.</source>
        <translation>{path} hat einen beschädigten Dateikopf: er spricht von {shape} Voxeln; eine Achse hat 1 bis {longest_axis}.</translation>
    </message>
    <message>
        <source>{path} holds {components} values a voxel (colour, vectors, or segments in layers): one value is needed.</source>
        <translation>{path} enthält {components} Werte je Voxel (Farbe, Vektoren oder Segmente in Schichten): gebraucht wird einer.</translation>
    </message>
    <message>
        <source>{path} has {len} dimensions ({shape} voxels): one 3D volume is needed.</source>
        <translation>{path} hat {len} Dimensionen ({shape} Voxel): gebraucht wird ein 3D-Volumen.</translation>
    </message>
    <message>
        <source>{path} holds {len} values, its header promises {voxels}.</source>
        <translation>{path} enthält {len} Werte, der Dateikopf verspricht {voxels}.</translation>
    </message>
    <message>
        <source>{path} has an unknown format: use {join}, or a folder of DICOM files.</source>
        <translation>{path} hat ein unbekanntes Format: nehmen Sie {join}, oder einen Ordner mit DICOM-Dateien.</translation>
    </message>
    <message>
        <source>The name of an image is empty: give a file, or the folder of a series.</source>
        <translation>Der Name eines Bildes ist leer: geben Sie eine Datei, oder den Ordner einer Serie.</translation>
    </message>
    <message>
        <source>{path} does not exist: check the name.</source>
        <translation>{path} gibt es nicht: prüfen Sie den Namen.</translation>
    </message>
    <message>
        <source>{path} is no ordinary file: give an image file, or a DICOM folder.</source>
        <translation>{path} ist keine gewöhnliche Datei: geben Sie eine Bilddatei oder einen DICOM-Ordner.</translation>
    </message>
    <message>
        <source>{name} could not be written: it holds other values than were given.</source>
        <translation>{name} konnte nicht geschrieben werden: darin stehen andere Werte als gegeben.</translation>
    </message>
    <message>
        <source>{wanted_name} could not be written whole: is its disk full, or has it a limit?</source>
        <translation>{wanted_name} konnte nicht ganz geschrieben werden: ist der Datenträger voll, oder hat er eine Grenze?</translation>
    </message>
    <message>
        <source>A volume holds real numbers, and this array's are of type {dtype}: give their magnitude (abs(array)).</source>
        <translation>Ein Volumen hat reelle Zahlen, und die dieses Feldes sind von der Art {dtype}: geben Sie ihren Betrag (abs(array)).</translation>
    </message>
    <message>
        <source>The MR has no signal: its highest value is {highest}.</source>
        <translation>Das MR hat kein Signal: der höchste Wert ist {highest}.</translation>
    </message>
    <message>
        <source>The {name} holds values that are not numbers ({count} of them, the first {value} at voxel {place}): repair or re-export it.</source>
        <translation>{name} enthält Werte, die keine Zahlen sind ({count} davon, der erste, {value}, bei Voxel {place}): reparieren oder exportieren Sie es neu.</translation>
    </message>
    <message>
        <source>An array of shape {shape} does not fit the grid {shape2}.</source>
        <translation>Ein Feld der Form {shape} passt nicht auf das Gitter {shape2}.</translation>
    </message>
    <message>
        <source>A volume needs 3 axes; this array has {ndim}.</source>
        <translation>Ein Volumen braucht 3 Achsen; dieses Feld hat {ndim}.</translation>
    </message>
    <message>
        <source>A 3D image is needed; this one has {getdimension} dimensions.</source>
        <translation>Gebraucht wird ein 3D-Bild; dieses hat {getdimension} Dimensionen.</translation>
    </message>
    <message>
        <source>A scalar image is needed; this one has {getnumberofcomponentsperpixel} values a voxel (colour or vectors).</source>
        <translation>Gebraucht wird ein Bild mit einem Wert je Voxel; dieses hat {getnumberofcomponentsperpixel} (Farbe oder Vektoren).</translation>
    </message>
    <message>
        <source>{path} has the keys {unknown}, which nobody knows; known are {join}.</source>
        <translation>{path} hat die Schlüssel {unknown}, die niemand kennt; bekannt sind {join}.</translation>
    </message>
    <message>
        <source>The model's files do not say its {join}: write them into a JSON file and give it as --about FILE (docs/how-to/other-models.md has the keys).</source>
        <translation>Die Dateien des Modells sagen nichts über {join}: schreiben Sie das in eine JSON-Datei, und geben Sie sie als --about DATEI (docs/how-to/other-models.md nennt die Schlüssel).</translation>
    </message>
    <message>
        <source>output_scale needs mean, sd and two numbers of clip, not {scale}.</source>
        <translation>output_scale braucht mean, sd und zwei Zahlen clip, nicht {scale}.</translation>
    </message>
    <message>
        <source>Its input_scale looks at the body: then shown must be "body".</source>
        <translation>Die input_scale sieht auf den Körper: dann muss shown "body" sein.</translation>
    </message>
    <message>
        <source>Its axes must be "kji" in some order, not {axes}.</source>
        <translation>Die Achsen müssen "kji" in irgendeiner Reihenfolge sein, nicht {axes}.</translation>
    </message>
    <message>
        <source>A network of {dimensions} dimensions with {neighbours} neighbours on each side is not known: neighbours are the channels of one of 2.</source>
        <translation>Ein Netz mit {dimensions} Dimensionen und {neighbours} Nachbarn auf jeder Seite ist nicht bekannt: Nachbarn sind die Kanäle eines Netzes mit 2.</translation>
    </message>
    <message>
        <source>{path} cannot be read ({error}): it must be a JSON object.</source>
        <translation>{path} kann nicht gelesen werden ({error}): es muss ein JSON-Objekt sein.</translation>
    </message>
    <message>
        <source>What is said of the model cannot be used: {error}.</source>
        <translation>Was über das Modell gesagt ist, lässt sich nicht verwenden: {error}.</translation>
    </message>
    <message>
        <source>The kind of image {modality} is none of {join}.</source>
        <translation>Die Bildart {modality} ist keine von {join}.</translation>
    </message>
    <message>
        <source>A model cannot be called {name}: small letters, digits, '-', '_' and '.' only.</source>
        <translation>Ein Modell kann nicht {name} heißen: nur kleine Buchstaben, Ziffern, '-', '_' und '.'.</translation>
    </message>
    <message>
        <source>There is a model {name} already ({where}): give another --name, or remove that folder first.</source>
        <translation>Ein Modell {name} gibt es schon ({where}): geben Sie einen anderen --name, oder entfernen Sie den Ordner zuerst.</translation>
    </message>
    <message>
        <source>{source} is no longer what was shown: its SHA-256 is {sha256}, and not {sha2562}. Nothing was installed.</source>
        <translation>{source} ist nicht mehr, was gezeigt wurde: SHA-256 ist {sha256} und nicht {sha2562}. Nichts wurde installiert.</translation>
    </message>
    <message>
        <source>Not agreed to (--yes agrees): nothing of {source} was installed.</source>
        <translation>Nicht zugestimmt (--yes stimmt zu): von {source} wurde nichts installiert.</translation>
    </message>
    <message>
        <source>The weights of {name} do not fit its network: {key} is missing.</source>
        <translation>Die Gewichte von {name} passen nicht zum Netz: {key} fehlt.</translation>
    </message>
    <message>
        <source>The weights of {name} do not fit its network: {key} is {tuple} in the file and {tuple2} in the network.</source>
        <translation>Die Gewichte von {name} passen nicht zum Netz: {key} ist {tuple} in der Datei und {tuple2} im Netz.</translation>
    </message>
    <message>
        <source>{archive} would write outside its folder ({name}): refused.</source>
        <translation>{archive} würde außerhalb seines Ordners schreiben ({name}): abgelehnt.</translation>
    </message>
    <message>
        <source>{archive} cannot be unpacked: {error}.</source>
        <translation>{archive} kann nicht ausgepackt werden: {error}.</translation>
    </message>
    <message>
        <source>{archive} unpacks to more than it says: refused.</source>
        <translation>{archive} packt mehr aus, als es sagt: abgelehnt.</translation>
    </message>
    <message>
        <source>{archive} would unpack to more than {most_files} files or {most_bytes} GiB: it is no model.</source>
        <translation>{archive} packte mehr als {most_files} Dateien oder {most_bytes} GiB aus: das ist kein Modell.</translation>
    </message>
    <message>
        <source>{archive} holds a link or a device ({name}): only files are unpacked.</source>
        <translation>{archive} enthält einen Verweis oder ein Gerät ({name}): nur Dateien werden ausgepackt.</translation>
    </message>
    <message>
        <source>{archive} holds a link ({filename}): refused.</source>
        <translation>{archive} enthält einen Verweis ({filename}): abgelehnt.</translation>
    </message>
    <message>
        <source>No model is recognised in {value}: known are {names}. Of several networks in one folder, give the file of one.</source>
        <translation>In {value} wird kein Modell erkannt: bekannt sind {names}. Von mehreren Netzen in einem Ordner geben Sie die Datei von einem.</translation>
    </message>
    <message>
        <source>There are {len} models, name one: {join}.</source>
        <translation>Es sind {len} Modelle, nennen Sie eines: {join}.</translation>
    </message>
    <message>
        <source>{path} holds the weights of a network that is not known here (UNet++ with a {join}); export it as ONNX and add that file.</source>
        <translation>{path} enthält die Gewichte eines Netzes, das hier nicht bekannt ist (UNet++ mit {join}); exportieren Sie es als ONNX, und fügen Sie diese Datei hinzu.</translation>
    </message>
    <message>
        <source>The app takes {len} images; one is all that can be given to it.</source>
        <translation>Die App nimmt {len} Bilder; gegeben werden kann ihr nur eines.</translation>
    </message>
    <message>
        <source>{folder} has no weights (*.pt).</source>
        <translation>{folder} hat keine Gewichte (*.pt).</translation>
    </message>
    <message>
        <source>{folder} shows its network patches of {sides} with {extend} more slices: single slices with as many on each side are known here.</source>
        <translation>{folder} zeigt dem Netz Ausschnitte von {sides} mit {extend} Schichten mehr: bekannt sind hier einzelne Schichten mit gleich vielen auf jeder Seite.</translation>
    </message>
    <message>
        <source>{path} is no checkpoint of KonfAI's: it has no "Model".</source>
        <translation>{path} ist kein Checkpoint von KonfAI: "Model" fehlt.</translation>
    </message>
    <message>
        <source>{folder} is no KonfAI app that could be read ({error}).</source>
        <translation>{folder} ist keine KonfAI-App, die sich lesen ließ ({error}).</translation>
    </message>
    <message>
        <source>The app names weights outside its folder ({name}): refused.</source>
        <translation>Die App nennt Gewichte außerhalb ihres Ordners ({name}): abgelehnt.</translation>
    </message>
    <message>
        <source>The app names weights that are not there: {path}.</source>
        <translation>Die App nennt Gewichte, die es nicht gibt: {path}.</translation>
    </message>
    <message>
        <source>The app keeps the spacing of some axes only: not known here.</source>
        <translation>Die App behält den Voxelabstand nur mancher Achsen: hier nicht bekannt.</translation>
    </message>
    <message>
        <source>The app's transform {name} is not known here; give the scale yourself as input_scale (--about FILE).</source>
        <translation>Die Umformung {name} der App ist hier nicht bekannt; geben Sie die Skala selbst als input_scale (--about DATEI).</translation>
    </message>
    <message>
        <source>{folder} has no weights: {join} are looked for.</source>
        <translation>{folder} hat keine Gewichte: gesucht werden {join}.</translation>
    </message>
    <message>
        <source>The network takes {channels} channels: one image is all that can be given to it.</source>
        <translation>Das Netz nimmt {channels} Kanäle: gegeben werden kann ihm nur ein Bild.</translation>
    </message>
    <message>
        <source>{path} must hold an object.</source>
        <translation>{path} muss ein Objekt enthalten.</translation>
    </message>
    <message>
        <source>{folder} defines no network (network_def) in its configuration.</source>
        <translation>{folder} beschreibt in der Konfiguration kein Netz (network_def).</translation>
    </message>
    <message>
        <source>The network {target} is none of MONAI's that are known here: {known}.</source>
        <translation>Das Netz {target} ist keines von MONAI, die hier bekannt sind: {known}.</translation>
    </message>
    <message>
        <source>The references in {where} go round in a circle.</source>
        <translation>Die Verweise in {where} drehen sich im Kreis.</translation>
    </message>
    <message>
        <source>{where} is an expression ({value}): nothing of a bundle is evaluated; write its value there.</source>
        <translation>{where} ist ein Ausdruck ({value}): nichts aus einem Bundle wird ausgeführt; schreiben Sie den Wert hin.</translation>
    </message>
    <message>
        <source>{path} cannot be read ({error}).</source>
        <translation>{path} kann nicht gelesen werden ({error}).</translation>
    </message>
    <message>
        <source>{where} refers to {value}, which is not there.</source>
        <translation>{where} verweist auf {value}, und das gibt es nicht.</translation>
    </message>
    <message>
        <source>The bundle's transform {name} has an expression for {key}.</source>
        <translation>Die Umformung {name} des Bundles hat einen Ausdruck für {key}.</translation>
    </message>
    <message>
        <source>The bundle leaves voxels of 0 at 0 (NormalizeIntensity, nonzero), which is not known here; give the scale yourself as input_scale (--about FILE).</source>
        <translation>Das Bundle lässt Voxel mit 0 bei 0 (NormalizeIntensity, nonzero), was hier nicht bekannt ist; geben Sie die Skala selbst als input_scale (--about DATEI).</translation>
    </message>
    <message>
        <source>The bundle's transform {name} is not known here; give the scale yourself as input_scale (--about FILE).</source>
        <translation>Die Umformung {name} des Bundles ist hier nicht bekannt; geben Sie die Skala selbst als input_scale (--about DATEI).</translation>
    </message>
    <message>
        <source>{folder} is a 2D configuration: 3D ones are known here.</source>
        <translation>{folder} ist eine 2D-Konfiguration: bekannt sind hier 3D-Konfigurationen.</translation>
    </message>
    <message>
        <source>{folder} takes {definition} images ({channels}): one is all that can be given to it.</source>
        <translation>{folder} nimmt {definition} Bilder ({channels}): gegeben werden kann ihm nur eines.</translation>
    </message>
    <message>
        <source>{path} is no checkpoint of nnU-Net's: it has no network_weights.</source>
        <translation>{path} ist kein Checkpoint von nnU-Net: network_weights fehlen.</translation>
    </message>
    <message>
        <source>{folder} has no configuration {name}.</source>
        <translation>{folder} hat keine Konfiguration {name}.</translation>
    </message>
    <message>
        <source>{folder} scales its images by {scheme}, which is not known here; give the scale yourself as input_scale (--about FILE).</source>
        <translation>{folder} skaliert die Bilder mit {scheme}, was hier nicht bekannt ist; geben Sie die Skala selbst als input_scale (--about DATEI).</translation>
    </message>
    <message>
        <source>{path} takes {len} images, not one.</source>
        <translation>{path} nimmt {len} Bilder, nicht eines.</translation>
    </message>
    <message>
        <source>It holds {size} whole numbers in one place: no network of images.</source>
        <translation>Es enthält {size} ganze Zahlen an einer Stelle: kein Netz für Bilder.</translation>
    </message>
    <message>
        <source>{path} is damaged or no ONNX file ({error}).</source>
        <translation>{path} ist beschädigt oder keine ONNX-Datei ({error}).</translation>
    </message>
    <message>
        <source>{path} lacks weights of its own: {error}.</source>
        <translation>{path} fehlen eigene Gewichte: {error}.</translation>
    </message>
    <message>
        <source>{path} uses {domain}::{op_type}, which is not carried out here.</source>
        <translation>{path} benutzt {domain}::{op_type}, was hier nicht ausgeführt wird.</translation>
    </message>
    <message>
        <source>{path} uses {missing} before it is made.</source>
        <translation>{path} benutzt {missing}, bevor es entsteht.</translation>
    </message>
    <message>
        <source>{path} looks for weights outside its folder ({value}): refused.</source>
        <translation>{path} sucht Gewichte außerhalb seines Ordners ({value}): abgelehnt.</translation>
    </message>
    <message>
        <source>{address} is no https address: nothing else is fetched from.</source>
        <translation>{address} ist keine https-Adresse: von nirgendwo sonst wird geholt.</translation>
    </message>
    <message>
        <source>{source} is no Hugging Face repository: {hugging_face}owner/name.</source>
        <translation>{source} ist kein Hugging-Face-Repository: {hugging_face}owner/name.</translation>
    </message>
    <message>
        <source>The repository has no folder {inside}.</source>
        <translation>Das Repository hat keinen Ordner {inside}.</translation>
    </message>
    <message>
        <source>There is no {source}: give a folder, an archive, a file of a network, an address, or a Hugging Face repository ({hugging_face}owner/name).</source>
        <translation>{source} gibt es nicht: geben Sie einen Ordner, ein Archiv, die Datei eines Netzes, eine Adresse oder ein Hugging-Face-Repository ({hugging_face}owner/name).</translation>
    </message>
    <message>
        <source>{address} holds more than {most_bytes} GiB.</source>
        <translation>{address} enthält mehr als {most_bytes} GiB.</translation>
    </message>
    <message>
        <source>{path} cannot be translated: {words}</source>
        <translation>{path} kann nicht übersetzt werden: {words}</translation>
    </message>
    <message>
        <source>{path} has code with {decode} in it, which no network needs: refused.</source>
        <translation>{path} enthält Code mit {decode}, den kein Netz braucht: abgelehnt.</translation>
    </message>
    <message>
        <source>The network answers a tile of {shape} with {shape2}: it must keep the shape and give one channel (of several, say which: channel).</source>
        <translation>Das Netz antwortet auf eine Kachel von {shape} mit {shape2}: es muss die Form behalten und einen Kanal geben (bei mehreren sagen Sie, welchen: channel).</translation>
    </message>
    <message>
        <source>The network's answer is not finite: it is damaged.</source>
        <translation>Die Antwort des Netzes ist nicht endlich: es ist beschädigt.</translation>
    </message>
    <message>
        <source>Converted, the network answers otherwise than the original: they differ by {difference} of the range, {largest_difference} is allowed.</source>
        <translation>Umgewandelt antwortet das Netz anders als das Original: sie unterscheiden sich um {difference} des Bereichs, erlaubt sind {largest_difference}.</translation>
    </message>
    <message>
        <source>{path} is too large for a configuration.</source>
        <translation>{path} ist zu groß für eine Konfiguration.</translation>
    </message>
    <message>
        <source>{path} cannot be read as YAML: {words}.</source>
        <translation>{path} kann nicht als YAML gelesen werden: {words}.</translation>
    </message>
    <message>
        <source>A mask of shape {shape} does not fit the array {shape2}.</source>
        <translation>Eine Maske der Form {shape} passt nicht auf das Feld {shape2}.</translation>
    </message>
    <message>
        <source>The network's answer is not finite everywhere; is the model damaged?</source>
        <translation>Die Antwort des Netzes ist nicht überall endlich; ist das Modell beschädigt?</translation>
    </message>
    <message>
        <source>{text} is no amount of memory; write a number and MB, GB, MiB or GiB, as 4GB.</source>
        <translation>{text} ist keine Menge Speicher; schreiben Sie eine Zahl und MB, GB, MiB oder GiB, etwa 4GB.</translation>
    </message>
    <message>
        <source>There is no model {str}; known models: {known}. Give one of these or the path of a model folder.</source>
        <translation>Ein Modell {str} gibt es nicht; bekannt sind {known}. Geben Sie eines davon, oder den Pfad eines Modellordners.</translation>
    </message>
    <message>
        <source>{path} holds no weights by name.</source>
        <translation>{path} enthält keine Gewichte mit Namen.</translation>
    </message>
    <message>
        <source>{path} is damaged, no checkpoint of PyTorch's, or wants to run code, which is refused ({name}).</source>
        <translation>{path} ist beschädigt, kein Checkpoint von PyTorch, oder will Code ausführen, was abgelehnt wird ({name}).</translation>
    </message>
    <message>
        <source>{path} is not in the safetensors format: {error}.</source>
        <translation>{path} ist nicht im Format safetensors: {error}.</translation>
    </message>
    <message>
        <source>The model file {path} must hold a JSON object.</source>
        <translation>Die Modelldatei {path} muss ein JSON-Objekt enthalten.</translation>
    </message>
    <message>
        <source>The model metadata {path} cannot be used: {error}.</source>
        <translation>Die Metadaten {path} des Modells lassen sich nicht verwenden: {error}.</translation>
    </message>
    <message>
        <source>{parents} is not a model folder: it has no {path}.</source>
        <translation>{parents} ist kein Modellordner: {path} fehlt.</translation>
    </message>
    <message>
        <source>The model file {path} cannot be read: {error}.</source>
        <translation>Die Modelldatei {path} kann nicht gelesen werden: {error}.</translation>
    </message>
    <message>
        <source>The weights of model {id} are damaged: {path} has {len} bytes and SHA-256 {found}, expected {bytes} bytes and {sha256}; fetch the model again.</source>
        <translation>Die Gewichte des Modells {id} sind beschädigt: {path} hat {len} Byte und SHA-256 {found}, erwartet sind {bytes} Byte und {sha256}; holen Sie das Modell neu.</translation>
    </message>
    <message>
        <source>The network of model {id} cannot be run: {words}.</source>
        <translation>Das Netz des Modells {id} lässt sich nicht ausführen: {words}.</translation>
    </message>
    <message>
        <source>Model {id} lacks its weights {path}: {strerror}.</source>
        <translation>Dem Modell {id} fehlen die Gewichte {path}: {strerror}.</translation>
    </message>
    <message>
        <source>The weights of model {id} are not in the safetensors format: {error}.</source>
        <translation>Die Gewichte des Modells {id} sind nicht im Format safetensors: {error}.</translation>
    </message>
    <message>
        <source>The model configuration {path} lacks the object {key}.</source>
        <translation>Der Modellkonfiguration {path} fehlt das Objekt {key}.</translation>
    </message>
    <message>
        <source>The weights of model {id} do not fit its network: {name} is {given} in the weights and {wanted} in the network.</source>
        <translation>Die Gewichte des Modells {id} passen nicht zum Netz: {name} ist {given} in den Gewichten und {wanted} im Netz.</translation>
    </message>
    <message>
        <source>{where} holds no network of nnU-Net's kind: no segmentation layer.</source>
        <translation>{where} enthält kein Netz von der Art nnU-Nets: keine Segmentierungsschicht.</translation>
    </message>
    <message>
        <source>The network is a {name}; of nnU-Net's {join} are known here.</source>
        <translation>Das Netz ist ein {name}; von nnU-Net sind hier {join} bekannt.</translation>
    </message>
    <message>
        <source>The network has {norm} and {activation}: InstanceNorm and LeakyReLU as nnU-Net has them are known here.</source>
        <translation>Das Netz hat {norm} und {activation}: bekannt sind hier InstanceNorm und LeakyReLU, wie nnU-Net sie hat.</translation>
    </message>
    <message>
        <source>The network has convolutions without bias, or squeezes: not known here.</source>
        <translation>Das Netz hat Faltungen ohne Bias, oder es verengt: hier nicht bekannt.</translation>
    </message>
    <message>
        <source>{getname} has no record of a synthesis: give a synthetic CT.</source>
        <translation>{getname} hat kein Protokoll einer Synthese: geben Sie ein synthetisches CT.</translation>
    </message>
    <message>
        <source>The transform is None: give a transform node as start_node.</source>
        <translation>Die Transformation ist None: geben Sie einen Transformationsknoten als start_node.</translation>
    </message>
    <message>
        <source>What is to be written is {item}: give a segmentation, model or transform node, or the folder of a report.</source>
        <translation>Geschrieben werden soll {item}: geben Sie einen Segmentierungs-, Modell- oder Transformationsknoten, oder den Ordner eines Berichts.</translation>
    </message>
    <message>
        <source>The kind {kind} cannot be made of it: give {known}.</source>
        <translation>Die Art {kind} lässt sich daraus nicht machen: geben Sie {known}.</translation>
    </message>
    <message>
        <source>{getname} is under the transform {getname2}, and no longer where its DICOM series has it: take it and what was made of it out of the transform first.</source>
        <translation>{getname} steht unter der Transformation {getname2} und liegt nicht mehr, wo die DICOM-Serie es hat: nehmen Sie es und was daraus gemacht wurde zuerst aus der Transformation.</translation>
    </message>
    <message>
        <source>{metadata} was changed while it was handed over: press the button again.</source>
        <translation>{metadata} wurde während der Übergabe geändert: drücken Sie den Knopf noch einmal.</translation>
    </message>
    <message>
        <source>The synthetic image is not on the grid of {getname}.</source>
        <translation>Das synthetische Bild liegt nicht auf dem Gitter von {getname}.</translation>
    </message>
    <message>
        <source>{getname} is not on the grid of {getname2}: compare them first, which puts the CT there.</source>
        <translation>{getname} liegt nicht auf dem Gitter von {getname2}: vergleichen Sie die beiden zuerst, das legt das CT dorthin.</translation>
    </message>
    <message>
        <source>There is no phantom {part}; known are {join}.</source>
        <translation>Ein Phantom {part} gibt es nicht; bekannt sind {join}.</translation>
    </message>
    <message>
        <source>An opacity is 0 to 100 %; got {opacity}.</source>
        <translation>Eine Deckkraft ist 0 bis 100 %, nicht {opacity}.</translation>
    </message>
    <message>
        <source>{model_id} was not added by you ({folder}): it is left where it is.</source>
        <translation>{model_id} haben nicht Sie hinzugefügt ({folder}): es bleibt, wo es ist.</translation>
    </message>
    <message>
        <source>{role} is the {getnodetagname} {getname}, which holds no HU: give a scalar volume node.</source>
        <translation>{role}: {getnodetagname} {getname} enthält keine HU: geben Sie einen Volumenknoten mit einem Wert je Voxel.</translation>
    </message>
    <message>
        <source>{role} is None: give a {wanted}.</source>
        <translation>{role}: None; geben Sie {wanted}.</translation>
    </message>
    <message>
        <source>{role} is {node}: give a {wanted}, as slicer.util.getNode finds it.</source>
        <translation>{role}: {node}; geben Sie {wanted}, wie slicer.util.getNode es findet.</translation>
    </message>
    <message>
        <source>{role} is the {getnodetagname} {getname}: give a {wanted}.</source>
        <translation>{role}: {getnodetagname} {getname}; geben Sie {wanted}.</translation>
    </message>
    <message>
        <source>{role} is {getname}, which was removed from the scene: give one that is there.</source>
        <translation>{role}: {getname} wurde aus der Szene entfernt; geben Sie etwas, das da ist.</translation>
    </message>
    <message>
        <source>{getname} was removed from the scene while the work went on; nothing was added.</source>
        <translation>{getname} wurde aus der Szene entfernt, während die Arbeit lief; nichts wurde hinzugefügt.</translation>
    </message>
    <message>
        <source>{folder} holds no report of a comparison: give the folder of one.</source>
        <translation>{folder} enthält keinen Bericht eines Vergleichs: geben Sie den Ordner von einem.</translation>
    </message>
    <message>
        <source>The region is {named}: give an ROI, a segmentation or a label map volume node.</source>
        <translation>Die Region ist {named}: geben Sie eine ROI, eine Segmentierung oder eine Label-Map.</translation>
    </message>
    <message>
        <source>The ROI {getname} has no size: draw it first.</source>
        <translation>Die ROI {getname} hat keine Größe: zeichnen Sie sie zuerst.</translation>
    </message>
    <message>
        <source>No segment of {getname} is shown: show those that count.</source>
        <translation>Kein Segment von {getname} wird gezeigt: zeigen Sie, was zählen soll.</translation>
    </message>
    <message>
        <source>The segmentation {name} has no segments.</source>
        <translation>Die Segmentierung {name} hat keine Segmente.</translation>
    </message>
    <message>
        <source>{name} was changed while it was handed over: press the button again.</source>
        <translation>{name} wurde während der Übergabe geändert: drücken Sie den Knopf noch einmal.</translation>
    </message>
    <message>
        <source>{getname} has {size} voxels and the labels {size2}: they are not on that grid.</source>
        <translation>{getname} hat {size} Voxel und die Label {size2}: sie liegen nicht auf diesem Gitter.</translation>
    </message>
    <message>
        <source>The model {getname} has no triangles: make the surface first.</source>
        <translation>Das Modell {getname} hat keine Dreiecke: machen Sie zuerst die Oberfläche.</translation>
    </message>
    <message>
        <source>The transform of {name} cannot be read: register again.</source>
        <translation>Die Transformation von {name} kann nicht gelesen werden: registrieren Sie neu.</translation>
    </message>
    <message>
        <source>The transform {getname} could not be written to {path}.</source>
        <translation>Die Transformation {getname} konnte nicht nach {path} geschrieben werden.</translation>
    </message>
    <message>
        <source>The volume {getname} has no voxels: load it first.</source>
        <translation>Das Bild {getname} hat keine Voxel: laden Sie es zuerst.</translation>
    </message>
    <message>
        <source>The volume {getname} has {getnumberofscalarcomponents} values a voxel (colour or vectors); a scalar volume is needed.</source>
        <translation>Das Bild {getname} hat {getnumberofscalarcomponents} Werte je Voxel (Farbe oder Vektoren); gebraucht wird eines mit einem Wert.</translation>
    </message>
    <message>
        <source>{getname} has {getdimensions} voxels and the volume {size}: it is not on that grid.</source>
        <translation>{getname} hat {getdimensions} Voxel und das Bild {size}: es liegt nicht auf diesem Gitter.</translation>
    </message>
    <message>
        <source>The volume {getname} is under a transform that is not linear ({getname2}): harden the transform, which resamples the volume, or remove it.</source>
        <translation>Das Bild {getname} steht unter einer Transformation, die nicht linear ist ({getname2}): wenden Sie sie fest an (Harden), was das Bild neu abtastet, oder entfernen Sie sie.</translation>
    </message>
    <message>
        <source>The transform of the volume {getname} shears it, so that its axes are not at right angles any more: resample the volume first (module Resample Scalar Volume), or use a rigid transform.</source>
        <translation>Die Transformation des Bildes {getname} schert es, so dass die Achsen nicht mehr rechtwinklig sind: tasten Sie es zuerst neu ab (Modul Resample Scalar Volume), oder nehmen Sie eine starre Transformation.</translation>
    </message>
    <message>
        <source>No body stands out from air in this {name}: is it the right image?</source>
        <translation>In diesem Bild ({name}) hebt sich kein Körper von Luft ab: ist es das richtige?</translation>
    </message>
    <message>
        <source>The body mask is empty: there is nothing to normalise by.</source>
        <translation>Die Körpermaske ist leer: es gibt nichts, wonach normiert werden kann.</translation>
    </message>
    <message>
        <source>The MR has one value ({mean}) in the whole body: it holds no image.</source>
        <translation>Das MR hat im ganzen Körper einen einzigen Wert ({mean}): es zeigt kein Bild.</translation>
    </message>
    <message>
        <source>A mask of shape {shape} does not fit an image of {shape2}.</source>
        <translation>Eine Maske der Form {shape} passt nicht auf ein Bild der Form {shape2}.</translation>
    </message>
    <message>
        <source>The standard deviation must be positive; got {sd} HU.</source>
        <translation>Die Standardabweichung muss positiv sein, nicht {sd} HU.</translation>
    </message>
    <message>
        <source>The MR has no signal in the body (95th percentile {reference}).</source>
        <translation>Das MR hat im Körper kein Signal (95. Perzentil {reference}).</translation>
    </message>
    <message>
        <source>The MR shows nothing, or one value only, in the body: it has no muscle.</source>
        <translation>Das MR zeigt im Körper nichts, oder nur einen Wert: es hat keinen Muskel.</translation>
    </message>
    <message>
        <source>The cone-beam CT's field of view is empty: nothing was scanned.</source>
        <translation>Das Gesichtsfeld des Kegelstrahl-CT ist leer: es wurde nichts aufgenommen.</translation>
    </message>
    <message>
        <source>The cone-beam CT's field of view shows only air (median {middle}): nothing was scanned.</source>
        <translation>Das Gesichtsfeld des Kegelstrahl-CT zeigt nur Luft (Median {middle}): es wurde nichts aufgenommen.</translation>
    </message>
    <message>
        <source>Only {len} small blocks of the scan show tissue, too few to tell shading by: is it a cone-beam CT of a body?</source>
        <translation>Nur {len} kleine Blöcke der Aufnahme zeigen Gewebe, zu wenige, um die Schattierung zu bestimmen: ist es das Kegelstrahl-CT eines Körpers?</translation>
    </message>
    <message>
        <source>The masks leave nothing of the body; leave them out or draw them anew.</source>
        <translation>Die Masken lassen vom Körper nichts übrig; lassen Sie sie weg, oder zeichnen Sie sie neu.</translation>
    </message>
    <message>
        <source>The images do not overlap; start from landmarks or a transform.</source>
        <translation>Die Bilder überlappen nicht; beginnen Sie mit Landmarken oder einer Transformation.</translation>
    </message>
    <message>
        <source>The {name} of shape {shape} and type {dtype} does not fit its image {shape2}: give numbers on the image's own grid.</source>
        <translation>Die Maske {name} der Form {shape} und Art {dtype} passt nicht auf ihr Bild {shape2}: geben Sie Zahlen auf dem Gitter des Bildes.</translation>
    </message>
    <message>
        <source>The {name} mask is empty; leave it out or mark what should count.</source>
        <translation>Die Maske {name} ist leer; lassen Sie sie weg, oder markieren Sie, was zählen soll.</translation>
    </message>
    <message>
        <source>{path} holds no points.</source>
        <translation>{path} enthält keine Punkte.</translation>
    </message>
    <message>
        <source>{path} has several points named {join}; names make the pairs.</source>
        <translation>{path} hat mehrere Punkte namens {join}; die Namen machen die Paare.</translation>
    </message>
    <message>
        <source>{path} uses the coordinate system {system}; LPS or RAS is needed.</source>
        <translation>{path} benutzt das Koordinatensystem {system}; gebraucht wird LPS oder RAS.</translation>
    </message>
    <message>
        <source>{path} is no Slicer markup file: it lists no control points.</source>
        <translation>{path} ist keine Markup-Datei von Slicer: sie nennt keine Kontrollpunkte.</translation>
    </message>
    <message>
        <source>{path} has a point whose place is {str}: three numbers are needed.</source>
        <translation>{path} hat einen Punkt mit dem Ort {str}: gebraucht werden drei Zahlen.</translation>
    </message>
    <message>
        <source>Landmarks are read from .mrk.json and .fcsv files; got {name}.</source>
        <translation>Landmarken werden aus .mrk.json- und .fcsv-Dateien gelesen, nicht aus {name}.</translation>
    </message>
    <message>
        <source>{path} is no Slicer .fcsv file: a row has {len} cells of 12.</source>
        <translation>{path} ist keine .fcsv-Datei von Slicer: eine Zeile hat {len} von 12 Feldern.</translation>
    </message>
    <message>
        <source>{path} is no Slicer .fcsv file: {error}.</source>
        <translation>{path} ist keine .fcsv-Datei von Slicer: {error}.</translation>
    </message>
    <message>
        <source>Landmarks give a 'rigid' or an 'affine' transform; got {kind}.</source>
        <translation>Landmarken geben eine 'rigid' oder 'affine' Transformation, nicht {kind}.</translation>
    </message>
    <message>
        <source>{needed} landmarks with the same names in both images are needed for a {kind} transform; there are {len}: {value}.</source>
        <translation>Für eine Transformation der Art {kind} werden {needed} Landmarken mit denselben Namen in beiden Bildern gebraucht; es sind {len}: {value}.</translation>
    </message>
    <message>
        <source>The {which} landmarks are not all numbers: place them again.</source>
        <translation>Die Landmarken im {which} sind nicht alle Zahlen: setzen Sie sie neu.</translation>
    </message>
    <message>
        <source>The {which} landmarks lie on {shape}, which leaves the position open; add one apart.</source>
        <translation>Die Landmarken im {which} liegen auf {shape}, was die Lage offen lässt; setzen Sie eine daneben.</translation>
    </message>
    <message>
        <source>Unknown registration step {unknown}; choose from {join}.</source>
        <translation>Unbekannter Schritt der Registrierung: {unknown}; wählen Sie aus {join}.</translation>
    </message>
    <message>
        <source>The step {step} needs landmarks of both images: give those of the other, too.</source>
        <translation>Der Schritt {step} braucht Landmarken in beiden Bildern: geben Sie auch die des anderen.</translation>
    </message>
    <message>
        <source>{path} is no transform: it has {st_size} bytes.</source>
        <translation>{path} ist keine Transformation: die Datei hat {st_size} Byte.</translation>
    </message>
    <message>
        <source>{path} could not be read as a transform: it does not begin with {first_line}.</source>
        <translation>{path} kann nicht als Transformation gelesen werden: die Datei beginnt nicht mit {first_line}.</translation>
    </message>
    <message>
        <source>{path} holds no transform.</source>
        <translation>{path} enthält keine Transformation.</translation>
    </message>
    <message>
        <source>A 3D transform is needed; {path} holds one of {parts} dimensions.</source>
        <translation>Gebraucht wird eine 3D-Transformation; {path} enthält eine mit {parts} Dimensionen.</translation>
    </message>
    <message>
        <source>{path} holds a transform that is not known: {name}.</source>
        <translation>{path} enthält eine Transformation, die nicht bekannt ist: {name}.</translation>
    </message>
    <message>
        <source>{path} is damaged: {parts} has {count} parameters and {fixed_counts} fixed, not {len} and {len2}.</source>
        <translation>{path} ist beschädigt: {parts} hat {count} Parameter und {fixed_counts} feste, nicht {len} und {len2}.</translation>
    </message>
    <message>
        <source>{path} is damaged: {name} hold values that are no numbers.</source>
        <translation>{path} ist beschädigt: {name} enthalten Werte, die keine Zahlen sind.</translation>
    </message>
    <message>
        <source>{path} is no transform file: it is not plain text.</source>
        <translation>{path} ist keine Transformationsdatei: sie ist kein reiner Text.</translation>
    </message>
    <message>
        <source>{path} is damaged: its B-spline's grid has the size {fixed}.</source>
        <translation>{path} ist beschädigt: das Gitter des B-Splines hat die Größe {fixed}.</translation>
    </message>
    <message>
        <source>{path} is damaged: {name} are no numbers ({error}).</source>
        <translation>{path} ist beschädigt: {name} sind keine Zahlen ({error}).</translation>
    </message>
    <message>
        <source>The transform cannot be inverted at {tuple} mm; check the transform.</source>
        <translation>Die Transformation lässt sich bei {tuple} mm nicht umkehren; prüfen Sie sie.</translation>
    </message>
    <message>
        <source>The transform presses the image flat (volumes grow {abs}-fold): check it.</source>
        <translation>Die Transformation drückt das Bild flach (Volumen wachsen auf das {abs}-fache): prüfen Sie sie.</translation>
    </message>
    <message>
        <source>{path} is damaged: a parameter of its transform is no number.</source>
        <translation>{path} ist beschädigt: ein Parameter der Transformation ist keine Zahl.</translation>
    </message>
    <message>
        <source>A 3D transform is needed; {path} holds one of {getdimension} dimensions.</source>
        <translation>Gebraucht wird eine 3D-Transformation; {path} enthält eine mit {getdimension} Dimensionen.</translation>
    </message>
    <message>
        <source>A transform is written to {join}; got {name}.</source>
        <translation>Eine Transformation wird als {join} geschrieben, nicht als {name}.</translation>
    </message>
    <message>
        <source>There is no folder {parent} to write {name} into.</source>
        <translation>Es gibt keinen Ordner {parent}, in den {name} geschrieben werden könnte.</translation>
    </message>
    <message>
        <source>Interpolation is one of {join}; got {interpolation}.</source>
        <translation>Interpoliert wird mit {join}, nicht mit {interpolation}.</translation>
    </message>
    <message>
        <source>{path} could not be read as a transform; give an ITK transform ({join}).</source>
        <translation>{path} kann nicht als Transformation gelesen werden; geben Sie eine ITK-Transformation ({join}).</translation>
    </message>
    <message>
        <source>{folder} is a file: choose a folder for the comparison.</source>
        <translation>{folder} ist eine Datei: wählen Sie einen Ordner für den Vergleich.</translation>
    </message>
    <message>
        <source>There is no label {name}; there are {names}.</source>
        <translation>Ein Label {name} gibt es nicht; es gibt {names}.</translation>
    </message>
    <message>
        <source>Each bone has a name of its own; got {twice} more than once.</source>
        <translation>Jeder Knochen hat einen eigenen Namen; {twice} steht mehrmals da.</translation>
    </message>
    <message>
        <source>{name}: surfaces are written as {join}; {value} is none of them.</source>
        <translation>{name}: Oberflächen werden als {join} geschrieben; {value} ist keines davon.</translation>
    </message>
    <message>
        <source>The surface has no triangles; there is nothing to write.</source>
        <translation>Die Oberfläche hat keine Dreiecke; es gibt nichts zu schreiben.</translation>
    </message>
    <message>
        <source>{wanted_name} could not be written: is its disk full?</source>
        <translation>{wanted_name} konnte nicht geschrieben werden: ist der Datenträger voll?</translation>
    </message>
    <message>
        <source>There is no file {path}.</source>
        <translation>Eine Datei {path} gibt es nicht.</translation>
    </message>
    <message>
        <source>{path} holds no triangles.</source>
        <translation>{path} enthält keine Dreiecke.</translation>
    </message>
    <message>
        <source>{path} has a point at {farthest} mm, where no patient is: its units are others, or it is damaged. Export it again.</source>
        <translation>{path} hat einen Punkt bei {farthest} mm, wo kein Patient ist: die Einheiten sind andere, oder die Datei ist beschädigt. Exportieren Sie sie neu.</translation>
    </message>
    <message>
        <source>{path} holds no surface: none of its triangles has an area.</source>
        <translation>{path} enthält keine Oberfläche: keines der Dreiecke hat eine Fläche.</translation>
    </message>
    <message>
        <source>{name}: surfaces are read from {known}.</source>
        <translation>{name}: Oberflächen werden aus {known} gelesen.</translation>
    </message>
    <message>
        <source>{path} is in the unit {unit}; only millimeter can be read.</source>
        <translation>{path} ist in der Einheit {unit}; gelesen werden kann nur millimeter.</translation>
    </message>
    <message>
        <source>{path} holds no mesh.</source>
        <translation>{path} enthält kein Netz aus Dreiecken.</translation>
    </message>
    <message>
        <source>{path} is damaged: it has vertices whose places are no numbers.</source>
        <translation>{path} ist beschädigt: die Datei hat Ecken, deren Orte keine Zahlen sind.</translation>
    </message>
    <message>
        <source>{path} is damaged: it has triangles of vertices that are not there.</source>
        <translation>{path} ist beschädigt: die Datei hat Dreiecke aus Ecken, die es nicht gibt.</translation>
    </message>
    <message>
        <source>{path} is too large: its model is over {most_bytes} bytes.</source>
        <translation>{path} ist zu groß: das Modell hat mehr als {most_bytes} Byte.</translation>
    </message>
    <message>
        <source>{path} is no 3MF file: its model part declares entities.</source>
        <translation>{path} ist keine 3MF-Datei: der Modellteil erklärt Entitäten.</translation>
    </message>
    <message>
        <source>{path} is not a 3MF file that can be read: it is damaged.</source>
        <translation>{path} ist keine 3MF-Datei, die sich lesen ließe: sie ist beschädigt.</translation>
    </message>
    <message>
        <source>{path} is damaged: a {element} has no sound numbers.</source>
        <translation>{path} ist beschädigt: ein {element} hat keine richtigen Zahlen.</translation>
    </message>
    <message>
        <source>There are more names ({len}) than bones ({found}): leave names out or lower --bridge-mm or --smallest-ml.</source>
        <translation>Es sind mehr Namen ({len}) als Knochen ({found}): lassen Sie Namen weg, oder senken Sie --bridge-mm oder --smallest-ml.</translation>
    </message>
    <message>
        <source>{found} pieces of bone were found, more than {most}: raise --smallest-ml.</source>
        <translation>{found} Knochenstücke wurden gefunden, mehr als {most}: erhöhen Sie --smallest-ml.</translation>
    </message>
    <message>
        <source>The mask is empty: there is no field of view to compare surfaces in.</source>
        <translation>Die Maske ist leer: es gibt kein Gesichtsfeld, in dem Oberflächen verglichen werden können.</translation>
    </message>
    <message>
        <source>No place of the surface is flat and large enough for the words {name} and {warning} in letters of {sizes_mm} mm: write it without --emboss, or shorten the name.</source>
        <translation>Kein Platz der Oberfläche ist flach und groß genug für die Worte {name} und {warning} in Buchstaben von {sizes_mm} mm: schreiben Sie sie ohne --emboss, oder kürzen Sie den Namen.</translation>
    </message>
    <message>
        <source>Words on a print begin with the case's name; there is none.</source>
        <translation>Worte auf einem Druck beginnen mit dem Namen des Falles; es gibt keinen.</translation>
    </message>
    <message>
        <source>The model {id} was trained without mirror images, and would not know them: leave --mirror out.</source>
        <translation>Das Modell {id} wurde ohne Spiegelbilder trainiert und würde sie nicht kennen: lassen Sie --mirror weg.</translation>
    </message>
    <message>
        <source>The method petra takes no planning CT: leave the prior out.</source>
        <translation>Das Verfahren petra nimmt kein Planungs-CT: lassen Sie es weg.</translation>
    </message>
    <message>
        <source>The method petra gives one answer, which has no spread: leave it out.</source>
        <translation>Das Verfahren petra gibt eine einzige Antwort ohne Streuung: lassen Sie diese weg.</translation>
    </message>
    <message>
        <source>The method petra has no use for {replace} ({given}): {reason}. Leave it out.</source>
        <translation>Das Verfahren petra kann {replace} ({given}) nicht brauchen: {reason}. Lassen Sie das weg.</translation>
    </message>
    <message>
        <source>Nothing inside this head is darker than soft tissue: there is no skull to find.</source>
        <translation>Nichts in diesem Kopf ist dunkler als Weichteil: es ist kein Schädel zu finden.</translation>
    </message>
    <message>
        <source>{path} is no record of a synthesis: it names no model.</source>
        <translation>{path} ist kein Protokoll einer Synthese: es nennt kein Modell.</translation>
    </message>
    <message>
        <source>{path} is no record of a synthesis that can be read ({error}): make the image again, or take the file away.</source>
        <translation>{path} ist kein lesbares Protokoll einer Synthese ({error}): machen Sie das Bild neu, oder nehmen Sie die Datei weg.</translation>
    </message>
    <message>
        <source>The method {method} is one for cone-beam CTs; this model makes {name} of {name2}: leave it out.</source>
        <translation>Das Verfahren {method} ist eines für Kegelstrahl-CTs; dieses Modell macht {name} aus {name2}: lassen Sie es weg.</translation>
    </message>
    <message>
        <source>The model {id} has two stages, and its spread is that of samples: give --samples in place of --spread, or --refine none with --mirror for its first stage.</source>
        <translation>Das Modell {id} hat zwei Stufen, und seine Streuung ist die von Stichproben: geben Sie --samples statt --spread, oder --refine none mit --mirror für die erste Stufe.</translation>
    </message>
    <message>
        <source>The model {id} gives one answer, which has no spread: give --mirror, too.</source>
        <translation>Das Modell {id} gibt eine einzige Antwort ohne Streuung: geben Sie auch --mirror.</translation>
    </message>
    <message>
        <source>A prior CT fills synthetic CTs only; {id} makes {output_modality}.</source>
        <translation>Ein Planungs-CT füllt nur synthetische CTs; {id} macht {output_modality}.</translation>
    </message>
    <message>
        <source>{name} does not exist: check the name.</source>
        <translation>{name} gibt es nicht: prüfen Sie den Namen.</translation>
    </message>
    <message>
        <source>{name} is a folder: give a file.</source>
        <translation>{name} ist ein Ordner: geben Sie eine Datei.</translation>
    </message>
    <message>
        <source>{name} is a file, or lies in one: give a folder.</source>
        <translation>{name} ist eine Datei, oder liegt in einer: geben Sie einen Ordner.</translation>
    </message>
    <message>
        <source>{name} exists already: choose another name.</source>
        <translation>{name} gibt es schon: wählen Sie einen anderen Namen.</translation>
    </message>
    <message>
        <source>{name} cannot be read or written: you lack the permission.</source>
        <translation>{name} kann nicht gelesen oder geschrieben werden: Ihnen fehlt das Recht dazu.</translation>
    </message>
    <message>
        <source>{name} cannot be written: its disk is for reading only.</source>
        <translation>{name} kann nicht geschrieben werden: der Datenträger ist nur zum Lesen.</translation>
    </message>
    <message>
        <source>{name} cannot be written: your share of its disk is used up.</source>
        <translation>{name} kann nicht geschrieben werden: Ihr Anteil an dem Datenträger ist aufgebraucht.</translation>
    </message>
    <message>
        <source>{name} cannot be written: it would be larger than a file may be (ulimit -f).</source>
        <translation>{name} kann nicht geschrieben werden: Die Datei würde größer, als eine Datei sein darf (ulimit -f).</translation>
    </message>
    <message>
        <source>{name} is longer than a name can be: choose a shorter one.</source>
        <translation>{name} ist länger, als ein Name sein kann: wählen Sie einen kürzeren.</translation>
    </message>
    <message>
        <source>{name} cannot be written: its disk is full.</source>
        <translation>{name} kann nicht geschrieben werden: der Datenträger ist voll.</translation>
    </message>
    <message>
        <source>{path} is empty: its first row names the columns id and mr.</source>
        <translation>{path} ist leer: die erste Zeile nennt die Spalten id und mr.</translation>
    </message>
    <message>
        <source>{path} is no transform by its name: give one as {join}.</source>
        <translation>{path} ist dem Namen nach keine Transformation: geben Sie eine als {join}.</translation>
    </message>
    <message>
        <source>CT from cone-beam CT</source>
        <translation>CT aus Kegelstrahl-CT</translation>
    </message>
    <message>
        <source>Corrects the CT numbers of a linac's cone-beam CT (CBCT): shading by scatter and hardening, noise, rings and grey values that are no HU. The result is a CT in HU on the CBCT's grid; what the scan did not see stays −1024 HU. **Not for clinical use**: for research and teaching, not for diagnosis, planning or treatment.</source>
        <translation>Berichtigt die CT-Werte des Kegelstrahl-CTs (CBCT) eines Linearbeschleunigers: Schatten durch Streuung und Aufhärtung, Rauschen, Ringe und Grauwerte, die keine HU sind. Das Ergebnis ist ein CT in HU auf dem Gitter des CBCTs; was der Scan nicht gesehen hat, bleibt −1024 HU. **Nicht für klinischen Gebrauch**: für Forschung und Lehre, nicht für Diagnose, Planung oder Behandlung.</translation>
    </message>
    <message>
        <source>What it must not be used for</source>
        <translation>Wofür es nicht benutzt werden darf</translation>
    </message>
    <message>
        <source>Any decision about a patient, dose included.</source>
        <translation>Für keine Entscheidung über einen Patienten, auch nicht über eine Dosis.</translation>
    </message>
    <message>
        <source>Dental cone beams and interventional C-arms: not validated. Metal: never seen.</source>
        <translation>Zahnärztliche Kegelstrahl-CTs und C-Bögen: nicht geprüft. Metall: nie gesehen.</translation>
    </message>
    <message>
        <source>Believing a shape: it corrects numbers, and puts no organ where the CBCT has none. Gas and organs that moved during the scan keep their streaks in part.</source>
        <translation>Um einer Form zu glauben: es berichtigt Werte und setzt kein Organ dorthin, wo das CBCT keines hat. Gas und Organe, die sich während des Scans bewegt haben, behalten zum Teil ihre Streifen.</translation>
    </message>
    <message>
        <source>A CBCT without air in its field of view by this network alone (`--method network`): its grey scale cannot be found. `--method auto` takes shading and rim off first, which is how these weights learnt trunks that outgrow the field, and checks the result.</source>
        <translation>Ein CBCT ohne Luft im Sichtfeld durch dieses Netz allein (`--method network`): seine Grauskala ist nicht zu finden. `--method auto` nimmt zuerst Schatten und Rand weg, denn so haben diese Gewichte Rümpfe gelernt, die über das Feld hinausgehen, und prüft das Ergebnis.</translation>
    </message>
    <message>
        <source>A result outside the simulation. All figures below come from simulated scans. On two real CBCTs of an abdomen that is cut by a field of 24 cm, against the planning CT brought onto them rigidly, the network of an earlier version alone had an MAE of 206 and 203 HU, the scans themselves 300 and 289, the best straight line 92 and 92. **`auto` has never been measured on a real CBCT.**</source>
        <translation>Für ein Ergebnis außerhalb der Simulation. Alle Zahlen unten kommen von simulierten Scans. Auf zwei echten CBCTs eines Bauches, den ein Feld von 24 cm abschneidet, hatte das Netz einer früheren Version allein gegen das starr darauf gebrachte Planungs-CT einen MAE von 206 und 203 HU, die Scans selbst 300 und 289, die beste Gerade 92 und 92. **`auto` wurde nie an einem echten CBCT gemessen.**</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Netz</translation>
    </message>
    <message>
        <source>Networks</source>
        <translation>Netze</translation>
    </message>
    <message>
        <source>Training data</source>
        <translation>Trainingsdaten</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>Training</translation>
    </message>
    <message>
        <source>Scores on patients it never saw</source>
        <translation>Messwerte an Patienten, die es nie gesehen hat</translation>
    </message>
    <message>
        <source>Whole scans</source>
        <translation>Ganze Scans</translation>
    </message>
    <message>
        <source>Trunks that are cut</source>
        <translation>Abgeschnittene Rümpfe</translation>
    </message>
    <message>
        <source>By kind of scanner, and by the share that is cut</source>
        <translation>Nach Art des Scanners und nach dem Anteil, der abgeschnitten ist</translation>
    </message>
    <message>
        <source>Contrast medium</source>
        <translation>Kontrastmittel</translation>
    </message>
    <message>
        <source>What was tried and does not ship</source>
        <translation>Was versucht und nicht ausgeliefert wurde</translation>
    </message>
    <message>
        <source>Robustness</source>
        <translation>Robustheit</translation>
    </message>
    <message>
        <source>Limits</source>
        <translation>Grenzen</translation>
    </message>
    <message>
        <source>Synthetic MR from CT of limb and pelvis</source>
        <translation>Synthetisches MR aus CT von Gliedmaßen und Becken</translation>
    </message>
    <message>
        <source>Predicts a T1-like MR from a CT of a limb, the hip or the pelvis without contrast medium, on the grid of the CT. **Not for clinical use**: for research and teaching, not for diagnosis, planning or treatment.</source>
        <translation>Sagt aus einem CT einer Gliedmaße, der Hüfte oder des Beckens ohne Kontrastmittel ein T1-ähnliches MR auf dem Gitter des CTs voraus. **Nicht für klinischen Gebrauch**: für Forschung und Lehre, nicht für Diagnose, Planung oder Behandlung.</translation>
    </message>
    <message>
        <source>Any decision about a patient.</source>
        <translation>Für keine Entscheidung über einen Patienten.</translation>
    </message>
    <message>
        <source>Finding or ruling out a lesion. Tumours, oedema and single muscles differ little in HU: what looks like them is a guess, and what is in the patient may not be shown.</source>
        <translation>Um eine Läsion zu finden oder auszuschließen. Tumoren, Ödeme und einzelne Muskeln unterscheiden sich kaum in HU: was so aussieht, ist geraten, und was im Patienten ist, wird vielleicht nicht gezeigt.</translation>
    </message>
    <message>
        <source>Heads, chests, abdomens; CTs with contrast medium; children; metal; cone-beam CTs. None of these was in the training data. The guards refuse or warn of most of them, not of all.</source>
        <translation>Köpfe, Brustkörbe, Bäuche; CTs mit Kontrastmittel; Kinder; Metall; Kegelstrahl-CTs. Nichts davon war in den Trainingsdaten. Die Wächter weisen das meiste davon ab oder warnen davor, nicht vor allem.</translation>
    </message>
    <message>
        <source>Texture (`--refine texture`) for anything but showing: it is drawn, and its fine structure is made up.</source>
        <translation>Textur (`--refine texture`) für anderes als zum Zeigen: sie ist gezogen, und ihre feine Struktur ist erfunden.</translation>
    </message>
    <message>
        <source>Scale</source>
        <translation>Skala</translation>
    </message>
    <message>
        <source>Synthetic CT from MR of the head (experimental)</source>
        <translation>Synthetisches CT aus MR des Kopfes (experimentell)</translation>
    </message>
    <message>
        <source>Predicts CT numbers in HU from an MR of the head, T1 first of all, on the grid of the MR. **Experimental, and not for clinical use**: it learnt from simulated heads alone, and no real head with a CT was ever measured. For research and teaching, not for diagnosis, planning or treatment.</source>
        <translation>Sagt aus einem MR des Kopfes, vor allem T1, CT-Werte in HU auf dem Gitter des MRs voraus. **Experimentell und nicht für klinischen Gebrauch**: es hat nur von simulierten Köpfen gelernt, und kein echter Kopf mit CT wurde je gemessen. Für Forschung und Lehre, nicht für Diagnose, Planung oder Behandlung.</translation>
    </message>
    <message>
        <source>Any decision about a patient; transcranial ultrasound, electrodes, doses and implants among them.</source>
        <translation>Für keine Entscheidung über einen Patienten; auch nicht für transkraniellen Ultraschall, Elektroden, Dosen und Implantate.</translation>
    </message>
    <message>
        <source>The density of the skull: bone CT numbers come from shape and context, not from a signal. What differs from place to place along a skull was drawn at random in training, so the network cannot know it.</source>
        <translation>Die Dichte des Schädels: CT-Werte von Knochen kommen aus Form und Umgebung, nicht aus einem Signal. Was sich an einem Schädel von Ort zu Ort unterscheidet, wurde im Training zufällig gezogen, das Netz kann es also nicht wissen.</translation>
    </message>
    <message>
        <source>The base of the skull, face, teeth and neck: the labels that it learnt from do not tell bone from air there.</source>
        <translation>Schädelbasis, Gesicht, Zähne und Hals: die Labels, von denen es gelernt hat, unterscheiden dort Knochen nicht von Luft.</translation>
    </message>
    <message>
        <source>Children, skulls with defects or flaps, metal, tumours of the skull: none was in the training data.</source>
        <translation>Kinder, Schädel mit Defekten oder Knochendeckeln, Metall, Tumoren des Schädels: nichts davon war in den Trainingsdaten.</translation>
    </message>
    <message>
        <source>Scores on labelled heads that it never saw</source>
        <translation>Messwerte an Köpfen mit Labels, die es nie gesehen hat</translation>
    </message>
    <message>
        <source>Real MRs without a CT</source>
        <translation>Echte MRs ohne CT</translation>
    </message>
    <message>
        <source>What is not known, and what is known to be wrong</source>
        <translation>Was nicht bekannt ist, und was bekanntermaßen falsch ist</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>Lizenz</translation>
    </message>
    <message>
        <source>Synthetic CT from T1-weighted MR of limb and pelvis</source>
        <translation>Synthetisches CT aus T1-gewichtetem MR von Gliedmaßen und Becken</translation>
    </message>
    <message>
        <source>Predicts CT numbers in HU from a T1-weighted spin-echo MR of a limb, the hip or the pelvis, on the grid of the MR, with a lower and an upper bound, where bone is, and how much of its surface to expect within 2 mm. **Not for clinical use**: for research and teaching, not for diagnosis, planning or treatment.</source>
        <translation>Sagt aus einem T1-gewichteten Spin-Echo-MR einer Gliedmaße, der Hüfte oder des Beckens CT-Werte in HU auf dem Gitter des MRs voraus, mit einer unteren und einer oberen Grenze, wo Knochen ist, und wie viel seiner Oberfläche innerhalb von 2 mm zu erwarten ist. **Nicht für klinischen Gebrauch**: für Forschung und Lehre, nicht für Diagnose, Planung oder Behandlung.</translation>
    </message>
    <message>
        <source>Heads, necks, chests, abdomens; other contrasts than T1 (T2, proton density, fat-saturated, contrast-enhanced); children; metal. None of these was in the training data. The guards warn of most of them, not of all.</source>
        <translation>Köpfe, Hälse, Brustkörbe, Bäuche; andere Kontraste als T1 (T2, Protonendichte, fettgesättigt, mit Kontrastmittel); Kinder; Metall. Nichts davon war in den Trainingsdaten. Die Wächter warnen vor dem meisten davon, nicht vor allem.</translation>
    </message>
    <message>
        <source>Bone density or dose: bone CT numbers come from shape and context, not from a signal.</source>
        <translation>Knochendichte oder Dosis: CT-Werte von Knochen kommen aus Form und Umgebung, nicht aus einem Signal.</translation>
    </message>
    <message>
        <source>What was tried</source>
        <translation>Was versucht wurde</translation>
    </message>
    <message>
        <source>The same tissue in another crop</source>
        <translation>Dasselbe Gewebe in einem anderen Ausschnitt</translation>
    </message>
    <message>
        <source>Bounds and expected accuracy</source>
        <translation>Grenzen der Werte und erwartete Genauigkeit</translation>
    </message>
    <message>
        <source>Cross-validation</source>
        <translation>Kreuzvalidierung</translation>
    </message>
    <message>
        <source>From one part of the body to another</source>
        <translation>Von einem Teil des Körpers zum anderen</translation>
    </message>
    <message>
        <source>Where the error lies</source>
        <translation>Wo der Fehler liegt</translation>
    </message>
    <message>
        <source>Bone surface</source>
        <translation>Knochenoberfläche</translation>
    </message>
    <message>
        <source>What has no translation here is in English.</source>
        <translation>Was hier keine Übersetzung hat, ist englisch.</translation>
    </message>
</context>
</TS>
