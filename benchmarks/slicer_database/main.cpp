// Puts folders into Slicer's DICOM database (CTK's own code) and says what is in it.
//   slicer_database DATABASE_FOLDER FOLDER...
#include <QCoreApplication>
#include <QDir>
#include <QTextStream>

#include "ctkDICOMDatabase.h"
#include "ctkDICOMIndexer.h"

int main(int count, char** values)
{
  QCoreApplication application(count, values);
  QTextStream out(stdout);
  QStringList arguments = application.arguments().mid(1);
  ctkDICOMDatabase database;
  QDir().mkpath(arguments.first());
  database.openDatabase(arguments.takeFirst() + "/ctkDICOM.sql");
  ctkDICOMIndexer indexer;
  for (const QString& folder : arguments)
  {
    indexer.addDirectory(&database, folder);
  }
  indexer.waitForImportFinished();
  database.updateDisplayedFields();
  for (const QString& patient : database.patients())
    for (const QString& study : database.studiesForPatient(patient))
      for (const QString& series : database.seriesForStudy(study))
      {
        QStringList files = database.filesForSeries(series);
        QString file = files.isEmpty() ? QString() : files.first();
        out << database.fileValue(file, "0010,0020") << "\t" << study << "\t" << series << "\t"
            << database.fieldForSeries("Modality", series) << "\t" << database.descriptionForSeries(series) << "\t"
            << files.size() << "\n";
      }
  return 0;
}
